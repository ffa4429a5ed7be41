using Client.Cli;
using Client.Cli.Syntax;

using var interrupt = new Interrupt();
return await Lb.RunAsync(args, Surroundings.OfThisProcess(), interrupt.Token);
