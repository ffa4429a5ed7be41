using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Broker.Api.Dashboard;

/// <summary>One snapshot as it travels, made once for all readers.</summary>
/// <param name="Number">Counts them.</param>
/// <param name="LayoutNumber">Which layout it belongs to.</param>
/// <param name="Layout">That layout: sent to who has another.</param>
/// <param name="Second">Which second it belongs to.</param>
/// <param name="History">The last five minutes, for who has just come or missed something.</param>
/// <param name="Latest">The last few seconds, for who has seen those before.</param>
/// <param name="Tick">What changes all the time.</param>
internal sealed record Frame(
    long Number, int LayoutNumber, ReadOnlyMemory<byte> Layout, long Second, ReadOnlyMemory<byte> History, ReadOnlyMemory<byte> Latest, ReadOnlyMemory<byte> Tick)
{
    /// <summary>An event of the stream, framed.</summary>
    public static ReadOnlyMemory<byte> Event<T>(string name, T value, JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        bytes.Write("event: "u8);
        bytes.Write(System.Text.Encoding.ASCII.GetBytes(name));
        bytes.Write("\ndata: "u8);
        JsonSerializer.Serialize(bytes, value, type); // without line ends
        bytes.Write("\n\n"u8);
        return bytes.ToArray();
    }
}
