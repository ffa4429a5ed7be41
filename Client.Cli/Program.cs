using Client.Cli;
using Client.Cli.Syntax;
using Job.Hosting.Startup;

using var signals = new ShutdownSignals();
return await Lb.RunAsync(args, Surroundings.OfThisProcess(), signals.Stop);
