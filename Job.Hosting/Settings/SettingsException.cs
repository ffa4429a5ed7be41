namespace Job.Hosting.Settings;

/// <summary>The settings do not allow a start; <see cref="Faults"/> says all that is wrong, not only the first.</summary>
/// <param name="faults">All faults found; at least one.</param>
public sealed class SettingsException(IReadOnlyList<SettingFault> faults)
    : Exception(string.Join(Environment.NewLine, faults.Select(fault => fault.Message)))
{
    /// <summary>All faults found, in the order of the catalog.</summary>
    public IReadOnlyList<SettingFault> Faults { get; } = faults;
}
