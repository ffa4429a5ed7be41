using System.Reflection;
using System.Security.Cryptography;

namespace Broker.Api.Dashboard;

/// <summary>The files of the page. They are part of the program: <c>lb up</c> hosts the broker where no folder of files lies beside it.</summary>
internal sealed class DashboardFiles
{
    private const string Prefix = "Dashboard.";

    private readonly Dictionary<string, DashboardFile> _files;

    public DashboardFiles()
    {
        var assembly = Assembly.GetExecutingAssembly();
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    /// <summary>The file of that name; null for none.</summary>
    public DashboardFile? Find(string name) => _files.GetValueOrDefault(name);

    private static DashboardFile Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/plain; charset=utf-8",
        };
        return new DashboardFile(bytes, type, Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16)));
    }
}
