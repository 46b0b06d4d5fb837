using System.Collections.Frozen;
using System.Numerics;

namespace BatchRouter.Perceiving;

/// <summary>Common words of the languages in Latin letters, and which of them share each word and each run of three letters.</summary>
internal static class LanguageWords
{
    private static readonly (string Code, string Words)[] Lists =
    [
        ("en", "the of and to in is you that it he was for on are as with his they at be this have from or one had by but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see no way could people my than first been who its now did get come made may part please summarize explain translate list give answer following text does why where should i me between following sentence question am us our hello thanks very most best difference name three words short story old new any over under such only after before"),
        ("de", "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich du wir ihr mir dir was wer wo warum welche dieser diese dieses kann können bitte schreibe fasse zusammen erkläre übersetze folgenden text sätze satz geht heute gibt mein meine dein ihre ihren unter wenn viele alle ja nein hallo danke ob kein keine gegenüber zwischen drei zwei wichtigsten welches jeder jede einfach kurz ihnen euch dann doch weil"),
        ("fr", "le de un être et à il avoir ne je son que se qui ce dans en du elle au pour pas par sur faire plus dire me on mon lui nous comme mais avec tout aller voir bien où sans tu ou leur si deux la les des une est sont était cette ces ses aux vous quel quelle pourquoi comment écris résume résumer explique traduis texte phrases phrase suivant suivante s'il plaît peux peut c'est j'ai qu'est-ce quoi quand donc très aussi merci bonjour entre votre vos notre trois plusieurs lequel laquelle chaque toujours jamais avant après pendant parce selon différence peux-tu"),
        ("es", "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien cómo cuál cuáles quién escribe resume resumir explica traduce texto siguiente frases frase favor gracias hola usted ustedes estoy eres dónde cuánto tres diferencia cada siempre nunca antes después durante según contra otros otras ese esa eso estos estas"),
        ("it", "di che e la il un a per in una mi sono ho non ma lo ha le si ti i con cosa se io come da ci no questo qui e' hai sei del bene tu sì me più al mio solo te era gli tutto della così mia ne questa fare quando ora fatto essere mai chi o alla tutti molto dei anche detto quello va niente grazie lei lui perché noi dove nel allora oh delle nella è può sulla degli scrivi riassumi spiega traduci testo frasi seguente per favore quale quali ciao vostro nostro qual tra fra questi queste quelli due tre dal dalla nei negli oppure quanto quanti ogni altri altre stato"),
        ("pt", "que não o de a é você e eu um para se me uma está com do por te os bem em ele isso mas como da no sim as na meu muito ela aqui foi tudo mais vou só ser se sua seu eles estou por quem onde quando porque também já ou às são tem dos das nos nas ao pela pelo qual quais escreva resuma resumir explique traduza texto frases frase seguinte favor obrigado olá vocês há até isto este esta esse essa então depois três dois duas diferença cada sempre nunca antes durante segundo contra outros outras esses estes minha nossa"),
        ("nl", "de en het van ik te dat die in een hij zijn op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan hun dus alles onder ja eens hier wie werd altijd doch wordt wezen kunnen ons zelf tegen na reeds wil kon niets uw iemand geweest andere is was niet schrijf vat samen samenvatten leg uit vertaal tekst zinnen volgende waarom welke kun alstublieft bedankt hallo tussen drie twee verschil elke korte voordat terwijl welk jouw onze"),
        ("sv", "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år under också efter eller nu sin där vid mot ska skulle kommer ut få finns vara hade alla andra mycket än här då sedan över bara in blir upp även vad två vill ha många hur mer går sverige man blev någon du hon dig mig skriv sammanfatta sammanfattning förklara översätt texten följande meningar mening varför vilken vilka tack hej snälla dessa denna detta mellan tre skillnad varje kort alltid aldrig medan vilket era våra"),
        ("da", "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget ville jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt meget sit sine vor mod disse hvis din nogle hos blive mange ad bliver hendes været jer sådan skriv opsummer resumé forklar oversæt teksten følgende sætninger sætning hvorfor hvilken hvilke tak hej venligst af kan"),
        ("no", "og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ett har om vi min mitt ha hadde hun nå over da ved fra du ut sin dem oss opp man kan hans hvor eller hva skal selv sjøl her alle vil bli ble blei blitt kunne inn når være kom noen noe ville dere deres kun ja etter ned skulle denne for deg si sine sitt mot å meget hvorfor dette disse uten hvordan ingen din ditt blir samme hvilken hvilke sånn mellom vår hver hvem skriv oppsummer sammendrag forklar oversett teksten følgende setninger setning takk hei vær også"),
        ("fi", "ja on ei että se oli hän mutta ovat kun niin kuin joka myös mitä minä sinä me te he tämä tämän sen sitä jos tai vain nyt ole olen olet olemme voi voit siitä mukaan sekä kanssa jo vielä mikä miksi miten missä kuka kaikki ollut ennen jälkeen kautta koska hyvin paljon enemmän sitten tässä siinä kirjoita tiivistä selitä käännä teksti teksti seuraava seuraavat lausetta lause kiitos hei ole hyvä kolmella minun sinun hänen heidän meidän pitää täytyy saa olisi eivät välillä kolme kaksi ero jokainen lyhyt aina koskaan"),
        ("pl", "i w nie na się że z do to jest jak o a co po tak ale od za przez dla czy przy być tym już tylko było był była jego jej ich który która które tego są może ten ta te pod bardzo mnie mi ty my wy on ona oni gdy kiedy gdzie dlaczego jaki jaka jakie ile oraz lub także więc bez jako są został proszę napisz streść wyjaśnij przetłumacz tekst następujący następujące zdania zdaniach dziękuję cześć mam masz ma mają można też tej tych ze we między trzy dwa różnica każdy krótko zawsze nigdy podczas"),
        ("cs", "a v se na je že to s z do o i ve jako za by k pro jsem ale po který která které od jsou si ze tak podle jeho nebo byl byla bylo při jak až už jen co ještě jsme může aby také této jejich má když kde proč jaký jaká jaké kolik kdo není být mezi před pod nad velmi mně mi ty my vy on ona oni tento tato toto prosím napiš shrň vysvětli přelož text následující věty větách děkuji ahoj mám máš mají lze než však bude bych"),
        ("sk", "a v sa na je že to s z do o i vo ako za by k pre som ale po ktorý ktorá ktoré od sú si zo tak podľa jeho alebo bol bola bolo pri až už len čo ešte sme môže aby aj tejto ich má keď kde prečo aký aká aké koľko kto nie je byť medzi pred pod nad veľmi mne mi ty my vy on ona oni tento táto toto prosím napíš zhrň vysvetli prelož text nasledujúci vety vetách ďakujem ahoj mám máš majú možno než však bude"),
        ("hu", "a az és hogy nem is ez azt egy ha van de csak meg mint már még lehet volt én te ő mi ti ők el ki be fel le ezt aki ami amely vagy majd kell mert nagyon most itt ott hol mikor miért hogyan milyen mennyi melyik minden valami sem után előtt között alatt fölött szerint által több legyen lesz voltak vannak nincs írj foglald össze magyarázd fordítsd szöveg szöveget következő mondat mondatban kérlek köszönöm szia egyik másik saját olyan ilyen úgy így hozzá neki három két különbség rövid mindig soha"),
        ("ro", "de și în a la cu pe nu este o un că din ce se mai pentru sunt au care am fi ca dar sau era fost ai îl el ea noi voi ei ele îi le lui prin după când unde cum ceva cine până acest această aceste acesta aceasta foarte fără între despre doar are avea poate trebuie toate tot toți scrie rezumă rezumat explică tradu text textul următor următorul propoziții propoziție te rog mulțumesc salut bună câte cât care cel cea cei cele mea meu tău său trei doi două diferența fiecare scurt întotdeauna"),
        ("tr", "ve bir bu da de için çok ile o ne var gibi daha kadar ben sen biz siz onlar mi mı mu mü değil olarak olan ama en ya her şey sonra önce çünkü nasıl neden nerede hangi kim kaç şu iyi yok şimdi ise hem veya ki göre bana sana ona bize bunu onu böyle olduğu olduğunu vardır oldu olur etmek yapmak yaz özetle açıkla çevir metni metin aşağıdaki cümle cümlede cümleyle lütfen teşekkürler merhaba benim senin onun bizim ediyor etti arasındaki fark üç iki arasında zaman kısa"),
        ("id", "yang dan di dengan untuk tidak ini itu dari dalam akan pada adalah saya kamu anda dia mereka kami kita ke karena oleh ada bisa sudah juga atau seperti lebih telah dapat apa siapa mengapa bagaimana kapan dimana mana berapa semua tetapi namun jika maka saat hanya sangat banyak agar bahwa tersebut antara secara setelah sebelum tulis tuliskan ringkas ringkaslah jelaskan terjemahkan teks berikut kalimat tolong silakan terima kasih halo apakah bukan belum masih sebagai orang"),
        ("vi", "và của là có không được một những các trong cho với này đã để người khi đến từ như cũng về tôi bạn anh chị em họ chúng ta mình ra vào lên nhiều rất nhưng nếu thì vì sao gì nào ai đâu bao giờ nhiêu thế làm phải nên sẽ đang còn chỉ tại theo trên dưới sau trước giữa hãy viết tóm tắt giải thích dịch văn bản đoạn câu sau đây xin vui lòng cảm ơn chào hay hoặc mà thể nói biết lại"),
        ("hr", "i u je se na da su za od a koji s ne što to ili kao iz o bi po te nije samo kako ali bio bila bilo sam smo ste jer već još ima sve sa do pri može ako gdje zašto kada koliko tko koja koje kojih između prije nakon vrlo mnogo ja ti mi vi on ona oni ovaj ova ovo taj ta njegov njezin njihov molim napiši sažmi objasni prevedi tekst sljedeći sljedeće rečenice rečenicama hvala bok imam imaš imaju treba biti bude gdje također"),
    ];

    // Letters that say much by themselves; a word with one counts as if it were listed for these.
    private static readonly (string Letters, string Codes)[] Marks =
    [
        ("ß", "de"), ("ñ¿¡", "es"), ("ãõ", "pt"), ("œûîêèëï", "fr"), ("ìò", "it"), ("øæ", "da no"), ("å", "sv da no"), ("őű", "hu"), ("łżźśńćęą", "pl"),
        ("řěů", "cs"), ("ľĺŕ", "sk"), ("ășțţ", "ro"), ("şğı", "tr"), ("ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơư", "vi"), ("đ", "vi hr"), ("č", "cs sk hr"),
    ];

    public static IReadOnlyList<string> Codes { get; } = Lists.Select(list => list.Code).ToList();

    private static readonly FrozenDictionary<string, uint> Words = Build(list => list.Words.Split(' '));
    private static readonly FrozenDictionary<ulong, uint> Runs = RunsOf();
    private static readonly FrozenDictionary<char, uint> Letters = Marks
        .SelectMany(mark => mark.Letters.Select(letter => (letter, mask: MaskOf(mark.Codes))))
        .GroupBy(pair => pair.letter).ToFrozenDictionary(group => group.Key, group => group.Aggregate(0u, (mask, pair) => mask | pair.mask));

    private static readonly double[] Worths = Enumerable.Range(0, Lists.Length + 1).Select(count => Math.Log2((Lists.Length + 1.0) / Math.Max(1, count))).ToArray();

    private static readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> BySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A bit for each language that lists the word; 0, none.</summary>
    public static uint OfWord(ReadOnlySpan<char> word) => BySpan.TryGetValue(word, out var mask) ? mask : 0;

    public static uint OfLetter(char letter) => Letters.GetValueOrDefault(letter);

    /// <summary>A bit for each language that has such a run in its words.</summary>
    public static uint OfRun(char one, char two, char three) => Runs.GetValueOrDefault(Run(one, two, three));

    /// <summary>What one sign says for each language that shares it, in bits: the fewer, the more.</summary>
    public static double Worth(uint mask) => Worths[BitOperations.PopCount(mask)];

    private static FrozenDictionary<string, uint> Build(Func<(string Code, string Words), IEnumerable<string>> signs)
    {
        var masks = new Dictionary<string, uint>();
        for (var i = 0; i < Lists.Length; i++)
            foreach (var sign in signs(Lists[i]))
                masks[sign] = masks.GetValueOrDefault(sign) | (1u << i);
        return masks.ToFrozenDictionary();
    }

    private static FrozenDictionary<ulong, uint> RunsOf()
    {
        var masks = new Dictionary<ulong, uint>();
        foreach (var (word, mask) in Words)
        {
            var padded = $" {word} ";
            for (var i = 0; i + 3 <= padded.Length; i++)
            {
                var run = Run(padded[i], padded[i + 1], padded[i + 2]);
                masks[run] = masks.GetValueOrDefault(run) | mask;
            }
        }

        return masks.ToFrozenDictionary();
    }

    private static ulong Run(char one, char two, char three) => ((ulong)one << 32) | ((ulong)two << 16) | three;

    private static uint MaskOf(string codes) => codes.Split(' ').Aggregate(0u, (mask, code) => mask | (1u << Array.FindIndex(Lists, list => list.Code == code)));
}
