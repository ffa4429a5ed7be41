using System.Text;
using System.Text.Json;

namespace Job.Contracts.Tests;

public class CorpusTests
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Corpus.Cases.Count)];

    [Fact]
    public void Corpus_ReadFromItsFile_HoldsSevenHundredBodiesEachOnce()
    {
        Assert.True(Corpus.Cases.Count >= 700);
        Assert.Equal(Corpus.Cases.Count, Corpus.Cases.DistinctBy(each => Convert.ToHexString(each.Body)).Count());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Read_BodyOfTheCorpus_GivesItsVerdict(int number)
    {
        var expected = Corpus.Cases[number];
        var reading = JobReader.Read(JobForm.Json, expected.Body);

        var faults = reading.Errors?.Keys.Order(StringComparer.Ordinal).ToArray() ?? [];
        Assert.True(expected.Faults.SequenceEqual(faults), $"{expected.Name}: at fault are {Show(reading)}");
        Assert.True(expected.Id == reading.Job?.ApplicationId, $"{expected.Name}: the id is {reading.Job?.ApplicationId}");
        Assert.True(expected.Type == reading.Job?.ApplicationType, $"{expected.Name}: the type is {reading.Job?.ApplicationType}");
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Read_BodyOfTheCorpus_SaysOnlyShortPrintableLines(int number)
        => AssertFitToShow(JobReader.Read(JobForm.Json, Corpus.Cases[number].Body));

    /// <summary>
    /// Bytes flipped, cut, doubled and spliced. The oracle is System.Text.Json's own document with the same limits, asked afterwards for
    /// what the contract wants: it shares no code with the reader, stops at the first fault, and must agree on what is a job.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_FiftyThousandMutations_NeverThrowsAndAgreesWithAnIndependentReader(int seed)
    {
        var random = new Random(seed);
        byte[][] valid = [.. Corpus.Cases.Where(each => each.Id is not null && each.Body.Length < 600).Select(each => each.Body)];
        byte[][] invalid = [.. Corpus.Cases.Where(each => each.Id is null && each.Body.Length < 600).Select(each => each.Body)];
        var accepted = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var body = Mutate(random, i % 2 == 0 ? valid : invalid);
            var reading = JobReader.Read(JobForm.Json, body);
            var expected = Oracle(body);
            Assert.True(expected == (reading.Job?.ApplicationId, reading.Job?.ApplicationType), $"mutation {i}: {Convert.ToHexString(body)}");
            Assert.True(reading.Job is null == reading.Errors is { Count: > 0 });
            AssertFitToShow(reading);
            accepted += reading.Job is null ? 0 : 1;

            var text = JobReader.Read(JobForm.Text, body);
            Assert.True(text.Job is null == text.Errors is { Count: > 0 });
            AssertFitToShow(text);
        }

        Assert.InRange(accepted, 1_000, 40_000); // both verdicts were tried, or the mutator is no good
    }

    private static byte[] Mutate(Random random, byte[][] bodies)
    {
        var body = bodies[random.Next(bodies.Length)].ToList();
        for (var steps = random.Next(1, 3); steps > 0; steps--)
        {
            var at = random.Next(body.Count + 1);
            var length = Math.Min(random.Next(1, 12), body.Count - at);
            switch (random.Next(6))
            {
                case 0 when body.Count > at:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    body.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    body.RemoveRange(at, length);
                    break;
                case 3:
                    body.InsertRange(random.Next(body.Count + 1), body.GetRange(at, length));
                    break;
                case 4:
                    body.Insert(at, (byte)"{}[]\",:\\ u0a/\n"[random.Next(14)]);
                    break;
                default:
                    var other = bodies[random.Next(bodies.Length)];
                    var from = random.Next(other.Length + 1);
                    body.InsertRange(at, other.AsSpan(from, Math.Min(12, other.Length - from)).ToArray());
                    break;
            }
        }

        return [.. body];
    }

    private static (string? Id, JobType? Type) Oracle(byte[] body)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(body);
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var id = document.RootElement.GetProperty("applicationId").GetString();
            var type = document.RootElement.GetProperty("applicationType").GetString();
            var fits = id is not null && !string.IsNullOrWhiteSpace(id) && !id.Contains(':')
                && id.EnumerateRunes().Count() <= 128 && id.EnumerateRunes().All(JobRules.IsPrintable);
            JobType? known = type?.ToUpperInvariant() switch { "LONG" => JobType.Long, "SHORT" => JobType.Short, _ => null };
            return fits && known is not null && type!.All(char.IsAscii) ? (id, known) : (null, null);
        }
        catch (Exception refused) when (refused is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return (null, null);
        }
    }

    private static void AssertFitToShow(JobReading reading)
    {
        foreach (var text in reading.Errors?.Values.SelectMany(texts => texts) ?? [])
        {
            Assert.InRange(text.Length, 10, 1_000);
            Assert.All(text.EnumerateRunes(), rune => Assert.True(JobRules.IsPrintable(rune), text));
        }
    }

    private static string Show(JobReading reading)
        => reading.Errors is null ? "none" : string.Join(" | ", reading.Errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"));
}
