using System.Text.Json;

namespace Job.Contracts;

/// <summary>One unit of work as a client sends it.</summary>
/// <param name="ApplicationId">
/// 1 to <see cref="JobRules.MaxIdCharacters"/> printable characters (Unicode code points) without a colon.
/// <see cref="JobReader"/> makes only such jobs and <see cref="JobWriter"/> refuses others; the constructor itself does not check.
/// </param>
/// <param name="ApplicationType">Short or Long.</param>
/// <param name="Payload">Any JSON value for the worker's handler; null when the job has none (JSON's null is a value).</param>
public sealed record JobRequest(string ApplicationId, JobType ApplicationType, JsonElement? Payload = null);
