using System.Globalization;

namespace Fuzzing;

/// <summary>
/// Sends mutated inputs through a reader, on all processors. <c>FUZZ_ITERATIONS</c> says how many, <c>FUZZ_SEED</c> with which ones to begin: the environment of a longer run, or of one that is to be
/// repeated. A failure names the input as hex.
/// </summary>
internal static class FuzzRun
{
    private const int SliceSize = 10_000;

    public static int Iterations(int usual) => Setting("FUZZ_ITERATIONS", usual);

    /// <summary>Reads them all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="known">Inputs to begin with, good and bad ones.</param>
    /// <param name="tokens">What means something to the reader.</param>
    /// <param name="read">Reads one; throws when the reader does what it must not. Called from several threads.</param>
    public static void Of(int count, IReadOnlyList<byte[]> known, IReadOnlyList<byte[]> tokens, Action<ReadOnlySpan<byte>> read)
    {
        var seed = Setting("FUZZ_SEED", 1);
        var slices = (count + SliceSize - 1) / SliceSize;
        Parallel.For(0, slices, slice =>
        {
            var mutator = new Mutator(seed + slice, known, tokens);
            for (var input = Math.Min(SliceSize, count - (slice * SliceSize)); input > 0; input--)
            {
                var bytes = mutator.Next();
                try
                {
                    read(bytes);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"FUZZ_SEED={seed + slice}, input {Convert.ToHexString(bytes)}: {exception.Message}", exception);
                }
            }
        });
    }

    private static int Setting(string name, int usual)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : usual;
}
