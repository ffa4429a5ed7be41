namespace Job.Contracts;

/// <summary>The two forms in which a job and its answer travel.</summary>
public enum JobForm
{
    /// <summary><c>application/json</c>: <c>{"applicationId":"App1","applicationType":"Long"}</c>.</summary>
    Json,

    /// <summary><c>text/plain</c>: <c>App1:Long</c>.</summary>
    Text,
}
