using BatchRouter.Perceiving;
using Xunit;

namespace BatchRouter.Tests.Perceiving;

public sealed class LanguageDetectorTests
{
    [Theory]
    [InlineData("en", "What is 6 times 7?")]
    [InlineData("en", "Summarize the following text in three sentences and name the most important numbers.")]
    [InlineData("en", "A farmer has 17 sheep and all but 9 run away. How many are left?")]
    [InlineData("en", "PLEASE TRANSLATE THIS TEXT")]
    [InlineData("de", "Wie geht es dir heute?")]
    [InlineData("de", "Bitte fassen Sie den folgenden Bericht in drei Sätzen zusammen.")]
    [InlineData("de", "Übersetze das ins Englische: Grüße aus Köln")]
    [InlineData("fr", "Résume ce texte en trois phrases.")]
    [InlineData("fr", "Pourquoi le ciel est-il bleu ?")]
    [InlineData("es", "¿Cuál es la capital de España?")]
    [InlineData("es", "Escribe un resumen del siguiente texto, por favor.")]
    [InlineData("it", "Qual è la differenza tra questi due contratti?")]
    [InlineData("it", "Scrivi una breve storia per bambini sulla luna.")]
    [InlineData("pt", "Você pode explicar por que o céu é azul?")]
    [InlineData("pt", "Escreva um resumo do texto em três frases, não mais.")]
    [InlineData("nl", "Kun je deze tekst voor mij samenvatten?")]
    [InlineData("nl", "Waarom is de lucht blauw en niet groen?")]
    [InlineData("sv", "Skriv en kort sammanfattning av den här texten.")]
    [InlineData("sv", "Varför är himlen blå och inte grön?")]
    [InlineData("da", "Hvorfor er himlen blå, og hvad sker der om natten?")]
    [InlineData("da", "Skriv et kort resumé af teksten, og sig hvad du synes.")]
    [InlineData("no", "Skriv et kort sammendrag av teksten, og si hva du synes.")]
    [InlineData("no", "Hvorfor er himmelen blå, og hva skjer når det blir natt?")]
    [InlineData("fi", "Miksi taivas on sininen eikä vihreä?")]
    [InlineData("pl", "Dlaczego niebo jest niebieskie? Proszę, napisz krótko.")]
    [InlineData("cs", "Proč je obloha modrá? Prosím vysvětli to.")]
    [InlineData("sk", "Prečo je obloha modrá? Prosím, vysvetli mi to, aby som rozumel.")]
    [InlineData("hu", "Miért kék az ég, és milyen lesz holnap?")]
    [InlineData("ro", "De ce este cerul albastru și nu verde?")]
    [InlineData("tr", "Gökyüzü neden mavi ve yeşil değil?")]
    [InlineData("id", "Mengapa langit berwarna biru dan tidak hijau?")]
    [InlineData("vi", "Vì sao bầu trời có màu xanh?")]
    [InlineData("hr", "Zašto je nebo plavo, a ne zeleno? Molim objasni mi to.")]
    [InlineData("ru", "Почему небо голубое? Объясните, пожалуйста, в двух словах, что это такое.")]
    [InlineData("uk", "Чому небо блакитне і не зелене?")]
    [InlineData("bg", "Защо небето е синьо? Обяснете ми го накратко, моля, защото съм малък.")]
    [InlineData("sr", "Зашто је небо плаво, а љубичица љубичаста?")]
    [InlineData("el", "Γιατί ο ουρανός είναι μπλε;")]
    [InlineData("he", "למה השמיים כחולים?")]
    [InlineData("ar", "لماذا السماء زرقاء؟")]
    [InlineData("fa", "چرا آسمان آبی است؟")]
    [InlineData("ur", "آسمان نیلا کیوں ہے؟")]
    [InlineData("hi", "आसमान नीला क्यों है?")]
    [InlineData("th", "ทำไมท้องฟ้าเป็นสีฟ้า")]
    [InlineData("zh", "为什么天空是蓝色的?")]
    [InlineData("ja", "空はなぜ青いのですか。")]
    [InlineData("ja", "東京都渋谷区の天気予報を教えて")]
    [InlineData("ko", "하늘은 왜 파란가요?")]
    [InlineData("zh", "请总结 BatchRouter 的 README 文件")]
    public void Of_Sentence_IsItsLanguage(string language, string prompt) => Assert.Equal(language, LanguageDetector.Of(prompt));

    // Written after the lists of words, and left as they are.
    [Theory]
    [InlineData("en", "Give me a recipe with chicken and rice")]
    [InlineData("en", "Rewrite this email so that it sounds friendlier: Dear Mr Miller, your invoice is overdue.")]
    [InlineData("de", "Nenne mir ein Rezept mit Huhn und Reis")]
    [InlineData("de", "Der Kunde hat die Rechnung nicht bezahlt. Was soll ich ihm schreiben?")]
    [InlineData("fr", "Donne-moi une recette avec du poulet et du riz")]
    [InlineData("fr", "Le client n'a pas payé sa facture. Que dois-je lui répondre ?")]
    [InlineData("es", "Dame una receta con pollo y arroz")]
    [InlineData("es", "El cliente no ha pagado la factura. ¿Qué le contesto?")]
    [InlineData("it", "Dammi una ricetta con pollo e riso")]
    [InlineData("it", "Il cliente non ha pagato la fattura. Che cosa gli rispondo?")]
    [InlineData("pt", "Dê-me uma receita com frango e arroz")]
    [InlineData("pt", "O cliente não pagou a fatura. O que devo responder?")]
    [InlineData("nl", "Geef me een recept met kip en rijst")]
    [InlineData("sv", "Ge mig ett recept med kyckling och ris")]
    [InlineData("pl", "Podaj mi przepis na kurczaka z ryżem")]
    [InlineData("tr", "Bana tavuklu ve pirinçli bir tarif ver")]
    [InlineData("ro", "Clientul nu a plătit factura. Ce ar trebui să îi răspund?")]
    [InlineData("fi", "Asiakas ei ole maksanut laskua. Mitä minun pitäisi vastata?")]
    [InlineData("hu", "Az ügyfél nem fizette ki a számlát. Mit válaszoljak neki?")]
    [InlineData("cs", "Zákazník nezaplatil fakturu. Co mu mám odpovědět?")]
    public void Of_SentenceNotSeenBefore_IsItsLanguage(string language, string prompt) => Assert.Equal(language, LanguageDetector.Of(prompt));

    [Theory]
    [InlineData("")]
    [InlineData("   \n\t ")]
    [InlineData("🙂🙂🎉")]
    [InlineData("42 + 17 = ?")]
    [InlineData("ok")]
    [InlineData("int main() { return 0; }")]
    [InlineData("for (int i = 0; i < items.Count; i++) { if (items[i] is not null) total += items[i].Price; }")]
    [InlineData("SELECT a.id FROM orders a WHERE a.total > 10 AND a.state = 'open';")]
    [InlineData("https://example.com/the/path/of/all/things?what=is&this=for")]
    [InlineData("Kowalski Nguyen Fernandez Yamamoto O'Brien")]
    [InlineData("asdf qwer zxcv uiop hjkl")]
    [InlineData("\ud800\ud800")]
    public void Of_NothingSure_IsNull(string prompt) => Assert.Null(LanguageDetector.Of(Some.Text(System.Text.Json.JsonSerializer.Serialize(prompt)[1..^1])));

    [Fact]
    public void Of_CodeWithAQuestion_IsTheQuestionsLanguage() => Assert.Equal("de", LanguageDetector.Of(
        """
        Warum gibt diese Funktion immer null zurück?
        ```python
        def find(the, of, and_, is_):
            # what is this and where does it come from
            return None
        ```
        """));

    [Fact]
    public void Of_TwoLanguagesAlike_IsNull() =>
        Assert.Null(LanguageDetector.Of("The cat is on the table and it is black. Die Katze ist auf dem Tisch und sie ist schwarz."));

    [Fact]
    public void Of_LongPrompt_ReadsItsBeginningOnly() =>
        Assert.Equal("fr", LanguageDetector.Of("Pourquoi est-ce que la mer est bleue et pas verte ? " + new string('x', 1_000_000)));
}
