using Balancing.Core.Outliers;
using Balancing.Yarp.Health;
using Broker.Api.Health;

namespace Broker.Api.Tests.Health;

public sealed class HealthOptionsTests
{
    [Fact]
    public void ToRules_NothingSet_AreTheRulesOfTheLibrary() => Assert.Equal(new HealthRules(), new HealthOptions().ToRules());

    [Fact]
    public void ToRules_EverythingSet_AreWhatWasSet()
    {
        var options = new HealthOptions
        {
            Probes = new ProbeOptions
            {
                Interval = TimeSpan.FromSeconds(2),
                Jitter = 0.3,
                Timeout = TimeSpan.FromSeconds(4),
                Recheck = TimeSpan.FromSeconds(5),
                FailuresToClose = 6,
                SuccessesToOpen = 7,
            },
            Ejection = new EjectionOptions
            {
                Enabled = false,
                Failures = 8,
                Window = TimeSpan.FromSeconds(9),
                Volume = 10,
                Margin = 0.11,
                BaseTime = TimeSpan.FromSeconds(12),
                MaxTime = TimeSpan.FromSeconds(13),
                MaxShare = 0.14,
                Panic = 0.15,
            },
        };

        Assert.Equal(
            new HealthRules
            {
                Probes = new ProbeSettings { Interval = TimeSpan.FromSeconds(2), Jitter = 0.3, Recheck = TimeSpan.FromSeconds(5), FailuresToClose = 6, SuccessesToOpen = 7 },
                ProbeTimeout = TimeSpan.FromSeconds(4),
                Outliers = new OutlierSettings
                {
                    Ejects = false,
                    Failures = 8,
                    Window = TimeSpan.FromSeconds(9),
                    Volume = 10,
                    Margin = 0.11,
                    BaseEjection = TimeSpan.FromSeconds(12),
                    MaxEjection = TimeSpan.FromSeconds(13),
                    MaxEjected = 0.14,
                    Panic = 0.15,
                },
            },
            options.ToRules());
    }
}
