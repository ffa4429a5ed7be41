using Job.Contracts;
using Job.Hosting.Logging;
using Job.Hosting.Settings;
using Job.Hosting.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Startup;

/// <summary>
/// Runs a program's servers from the command line to the exit code: 0 after a drain, 1 when the start failed, 2 for wrong settings or
/// flags, 130 after a second Ctrl-C. The user reads one clear line for each thing that went wrong, never a stack trace.
/// </summary>
public static class ServiceProgram
{
    /// <summary>Runs a program; the whole of its <c>Main</c>.</summary>
    /// <param name="definition">What the program is.</param>
    /// <param name="args">What it was started with.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServiceDefinition definition, string[] args)
    {
        RuntimeTuning.Apply(); // before anything can use a socket
        using var signals = new ShutdownSignals();
        try
        {
            var line = definition.Settings.ParseCommandLine(args, definition.Description);
            if (line.End is { } end)
            {
                return Say(end.ExitCode == 0 ? end.Text : string.Join('\n', [.. SettingsFaults(definition, line), end.Text]), end.ExitCode);
            }

            using var configuration = ServiceConfiguration.Read(line.ConfigurationArgs, definition.Defaults);
            var start = new ServiceStart(line.ConfigurationArgs, definition.Settings.Read(configuration), configuration);
            return line.HealthCheck
                ? await HealthProbe.RunAsync(definition.HealthPorts(start), Say, definition.IsHttps(start))
                : await RunAsync(definition, start, signals);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return 0; // told to stop before it had started
        }
        catch (Exception exception) when (exception is not HostAbortedException)
        {
            var fault = StartFault.Of(exception);
            return Say(fault.Text, fault.ExitCode);
        }
    }

    // A wrong flag must not hide a wrong value: who mends one should not meet the other at the next start.
    private static string[] SettingsFaults(ServiceDefinition definition, ServiceCommandLine line)
    {
        try
        {
            using var configuration = ServiceConfiguration.Read(line.ConfigurationArgs, definition.Defaults);
            _ = definition.Settings.Read(configuration);
            return [];
        }
        catch (SettingsException settings)
        {
            return [.. settings.Faults.Select(fault => PrintableText.Of(fault.Message))];
        }
    }

    private static async Task<int> RunAsync(ServiceDefinition definition, ServiceStart start, ShutdownSignals signals)
    {
        var telemetry = definition.Telemetry(start);
        LineWriter.Shared.Format = telemetry.Log;
        using var tracing = ProcessTelemetry.Start(telemetry);
        await using var group = await ServiceGroup.StartAsync(definition.Build(start), signals.Stop);
        foreach (var line in group.ReadyLines)
        {
            LineWriter.Shared.Say(line, LogLevel.Information);
        }

        await group.WaitForStopAsync(signals.Stop);
        await group.StopAsync();
        return 0;
    }

    // Behind the lines already logged, and on its stream before the process can end.
    private static int Say(string text, int exitCode)
    {
        foreach (var line in text.Split('\n'))
        {
            LineWriter.Shared.Write(line.TrimEnd('\r'), isError: exitCode != 0);
        }

        LineWriter.Shared.Flush(TimeSpan.FromSeconds(2));
        return exitCode;
    }
}
