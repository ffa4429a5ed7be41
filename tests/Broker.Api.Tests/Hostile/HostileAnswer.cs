using System.Text.Json;
using System.Text.Json.Serialization;

namespace Broker.Api.Tests.Hostile;

/// <summary>One line of answers.jsonl: what a worker says, and what may become of it.</summary>
internal sealed record HostileAnswer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public required string Id { get; init; }

    /// <summary>Where it is written that this matters: a section of an RFC, or a paper.</summary>
    public required string Source { get; init; }

    public required string What { get; init; }

    /// <summary>What the worker says, as in <see cref="HostileMessage.Say"/>.</summary>
    public required string Say { get; init; }

    /// <summary>The statuses, any of which the client may get; a dash for an answer that is visibly cut off.</summary>
    public required string Gives { get; init; }

    /// <summary>The method of the request.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Whether the worker ends its connection behind it.</summary>
    public bool Closes { get; init; }

    /// <summary>Whether the body, where there is one, must be what the worker meant: "hello" and nothing else.</summary>
    public bool Clean { get; init; }

    /// <summary>What must stand in the head that the client gets, unless it is a problem of ours.</summary>
    public IReadOnlyList<string> Present { get; init; } = [];

    /// <summary>What must not.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>The body that the client gets, unless it is a problem of ours; null when it does not matter.</summary>
    public string? Body { get; init; }

    public byte[] Bytes => HostileMessage.BytesOf(Say);

    public static IReadOnlyDictionary<string, HostileAnswer> Load()
        => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Hostile", "answers.jsonl"))
            .Select(line => JsonSerializer.Deserialize<HostileAnswer>(line, Options)!)
            .ToDictionary(answer => answer.Id);
}
