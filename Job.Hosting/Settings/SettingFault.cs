namespace Job.Hosting.Settings;

/// <summary>One thing wrong with the settings.</summary>
/// <param name="Key">The key it is about, such as <c>Worker:Slots</c>, or the file that could not be read.</param>
/// <param name="Message">One line: what was given, what is allowed, and where it is set.</param>
public sealed record SettingFault(string Key, string Message);
