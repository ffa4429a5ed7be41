namespace Broker.Api.Dashboard;

/// <summary>What <c>POST /admin/what-if</c> answers: the same jobs through the simulator twice.</summary>
/// <param name="Jobs">How many jobs of the last two minutes were sent through.</param>
/// <param name="Seconds">Over which time they came.</param>
/// <param name="Now">With the settings in force.</param>
/// <param name="Then">With those that were asked about.</param>
public sealed record WhatIfView(int Jobs, double Seconds, WhatIfRun Now, WhatIfRun Then);
