using Microsoft.AspNetCore.Builder;

namespace Job.Http.Problems;

/// <summary>Puts the problem answers into an application's pipeline.</summary>
public static class ProblemsExtensions
{
    /// <summary>
    /// Refuses messages that others may read otherwise, and turns exceptions, malformed bodies and empty 4xx/5xx answers of everything behind it into <c>application/problem+json</c>.
    /// Put it first. A proxy behind it disables <c>IStatusCodePagesFeature</c> for a request whose answer is another server's.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <returns>The pipeline.</returns>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemsMiddleware>();
}
