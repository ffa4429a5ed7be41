using System.Text.Json;
using System.Text.Json.Serialization;

namespace Client.Cli.Output.Report;

/// <summary>The charts as JSON for the script of the page, by generated code.</summary>
/// <remarks>The default encoder writes &lt; as an escape, so that no name can end the script element.</remarks>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReportData[]))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Of(IReadOnlyList<ReportChart> charts, List<string> names)
        => JsonSerializer.Serialize([.. charts.Select(chart => Report.ReportData.Of(chart, names))], Default.ReportDataArray);
}
