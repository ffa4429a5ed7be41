using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Broker.Api.Tests.Hostile;

/// <summary>One line of messages.jsonl.</summary>
internal sealed partial record HostileMessage
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public required string Id { get; init; }

    /// <summary>Where it is written that this matters: a section of an RFC, or a paper.</summary>
    public required string Source { get; init; }

    public required string What { get; init; }

    /// <summary>The message; each character is one byte, and <c>{{a*9000}}</c> stands for 9,000 times the text before the star.</summary>
    public required string Say { get; init; }

    /// <summary>The statuses that the client gets, in order; of several (<c>"400 431"</c>) any one, and a dash for none, but the end of the connection. An empty list: a word of another protocol.</summary>
    public IReadOnlyList<string> Gives { get; init; } = ["400"];

    /// <summary>The targets of the requests that reach a worker; none.</summary>
    public IReadOnlyList<string> Reach { get; init; } = [];

    /// <summary>Whether the connection serves the next request; a refused message ends it.</summary>
    public bool Open { get; init; }

    /// <summary>Whether the client sends nothing behind it, and ends its side.</summary>
    public bool Alone { get; init; }

    /// <summary>What must stand in the head of the first message that reaches the worker.</summary>
    public IReadOnlyList<string> Present { get; init; } = [];

    /// <summary>What must not.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>The body that reaches the worker; null when it does not matter.</summary>
    public string? Body { get; init; }

    public byte[] Bytes => BytesOf(Say);

    /// <summary>The bytes of a text of one of the tables.</summary>
    public static byte[] BytesOf(string text) => Encoding.Latin1.GetBytes(Repeated().Replace(
        text, match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))));

    public static IReadOnlyDictionary<string, HostileMessage> Load(string file)
        => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Hostile", file))
            .Select(line => JsonSerializer.Deserialize<HostileMessage>(line, Options)!)
            .ToDictionary(message => message.Id);

    [GeneratedRegex(@"\{\{([^*]+)\*(\d+)\}\}", RegexOptions.Singleline)]
    private static partial Regex Repeated();
}
