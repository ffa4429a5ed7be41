namespace Client.Cli.Scenarios;

/// <summary>How much comes: as a share of the slots, or as jobs per second.</summary>
internal static class RateFields
{
    private const double LeastRate = 0.01;
    private const double MostRate = 10_000_000;

    public static (double? Load, double? Rate) Read(YamlFields fields, string loadName, string rateName, double mostLoad = 2)
    {
        var load = fields.Number(loadName, 0.01, mostLoad);
        var rate = fields.Number(rateName, LeastRate, MostRate);
        if (fields.Has(loadName) && fields.Has(rateName))
        {
            fields.Fault($"{loadName} and {rateName} say the same in two ways; give one of them.");
        }

        return (load, rate);
    }
}
