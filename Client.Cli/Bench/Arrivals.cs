using Job.Contracts;

namespace Client.Cli.Bench;

/// <summary>The jobs of one leg in the order they are due. The same seed gives the same jobs; nothing here looks at a clock.</summary>
internal static class Arrivals
{
    /// <summary>Draws the jobs one by one, as they are asked for.</summary>
    /// <param name="plan">How many, when.</param>
    /// <param name="mix">Of which kinds.</param>
    /// <param name="kind">How the gaps scatter.</param>
    /// <param name="seed">Where chance begins, see <see cref="Seed"/>.</param>
    public static IEnumerable<PlannedJob> Of(RatePlan plan, JobMix mix, ArrivalKind kind, int seed)
    {
        // Two streams, so that another mix leaves the moments as they are.
        var gaps = new Random(seed);
        var kinds = new Random(~seed);
        var expected = 0.0;
        while (true)
        {
            // A Poisson process of changing rate is one of rate 1, with its time stretched by the rate's integral.
            expected += kind == ArrivalKind.Poisson ? -Math.Log(1 - gaps.NextDouble()) : 1;
            var due = plan.At(expected);
            if (due >= plan.End)
            {
                yield break;
            }

            var type = kinds.NextDouble() < mix.LongShare ? JobType.Long : JobType.Short;
            yield return new PlannedJob(due, type, kinds.Next(mix.Applications));
        }
    }

    /// <summary>A seed for one leg: all targets of one round and rate get the same jobs, other rounds and rates others.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="round">From 1.</param>
    /// <param name="step">Which of the rates, from 0.</param>
    public static int Seed(int seed, int round, int step)
    {
        // Neighbouring seeds make Random begin alike, so the numbers are spread over all bits first (Steele's SplitMix64).
        var mixed = ((ulong)(uint)seed << 32) + ((ulong)(uint)step << 16) + (uint)round;
        mixed = (mixed + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)(mixed >> 32);
    }
}
