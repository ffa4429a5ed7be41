using System.Globalization;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Scenarios;

/// <summary>Collects what is wrong with a file, so that all of it is said at once.</summary>
internal sealed class ScenarioFaults(string file)
{
    // Beyond these the file is of another kind altogether.
    private const int Most = 20;

    private readonly List<(long Line, string Text)> _faults = [];

    public void Add(long line, string text) => _faults.Add((line, text));

    /// <exception cref="ScenarioException">There are some.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count == 0)
        {
            return;
        }

        var lines = _faults
            .OrderBy(fault => fault.Line)
            .Take(Most)
            .Select(fault => PrintableText.Of(string.Create(CultureInfo.InvariantCulture, $"{file}:{fault.Line}: {fault.Text}")));
        throw new ScenarioException(_faults.Count > Most
            ? [.. lines, string.Create(CultureInfo.InvariantCulture, $"{file}: and {_faults.Count - Most} more.")]
            : [.. lines]);
    }
}
