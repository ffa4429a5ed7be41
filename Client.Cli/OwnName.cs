namespace Client.Cli;

/// <summary>How the reader of a hint calls this program.</summary>
internal static class OwnName
{
    /// <summary>
    /// <c>lb up</c>, or <c>dotnet run --project Client.Cli -- up</c> for someone who stands in the sources, where no <c>lb</c> is installed.
    /// </summary>
    public static string Call(string arguments)
        => File.Exists(Path.Combine("Client.Cli", "Client.Cli.csproj")) ? $"dotnet run --project Client.Cli -- {arguments}" : $"lb {arguments}";
}
