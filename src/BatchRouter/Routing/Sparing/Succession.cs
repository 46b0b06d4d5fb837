using BatchRouter.Routing.Naming;

namespace BatchRouter.Routing.Sparing;

/// <summary>A step that names an offer which is no longer there, or was replaced, means its successor.</summary>
internal static class Succession
{
    /// <summary>The place of the model that an offer's name means now, or -1 where it is gone.</summary>
    /// <param name="offer">As a stored decision names it: <c>model:lane</c>.</param>
    /// <param name="names">What names mean now.</param>
    /// <param name="table">The catalogue of now.</param>
    public static int PlaceOf(string offer, ModelNames names, OfferTable table)
    {
        var model = offer[..Math.Max(0, offer.LastIndexOf(':'))];
        for (var place = 0; place < table.Models.Length; place++)
            if (table.Models[place] is { ReplacedBy: null } same && same.Name == model)
                return place;
        return names.Of(model).First;
    }
}
