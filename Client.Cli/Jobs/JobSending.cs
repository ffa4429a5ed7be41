using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Client.Cli.Brokers;
using Job.Contracts;

namespace Client.Cli.Jobs;

/// <summary>Sends jobs, several at once, and hands their outcomes back in the order given.</summary>
/// <param name="broker">Whom to send them to.</param>
/// <param name="concurrency">Jobs under way at once, from 1.</param>
/// <param name="timeout">The longest wait for one answer.</param>
/// <param name="answered">Called as each outcome arrives, in the order of arrival, from any thread.</param>
internal sealed class JobSending(BrokerClient broker, int concurrency, TimeSpan timeout, Action answered) : IDisposable
{
    // How far the sending may run ahead of a slow job at the head of the line; beyond, finished answers would pile up without bound.
    private const int Ahead = 10_000;

    private readonly SemaphoreSlim _places = new(concurrency);
    private BrokerUnreachableException? _unreachable;

    /// <summary>Why the sending ended early: nobody listens at the broker's address.</summary>
    public BrokerUnreachableException? Unreachable => _unreachable;

    /// <summary>
    /// The outcome of each job that is sent, in the order given; a task, so that the caller can tell the finished from those it has to wait for.
    /// </summary>
    /// <param name="jobs">Taken one by one, no sooner than they can be sent.</param>
    /// <param name="stop">Breaks off the jobs under way, which then have neither answer nor failure, and sends no more.</param>
    /// <remarks>An unreachable broker ends it, too, but lets the jobs under way come to their end.</remarks>
    public async IAsyncEnumerable<Task<JobOutcome>> SendAsync(IEnumerable<JobRequest> jobs, [EnumeratorCancellation] CancellationToken stop)
    {
        using var breakOff = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(breakOff.Token);
        var line = Channel.CreateBounded<Task<JobOutcome>>(Ahead);
        var feeding = FeedAsync(jobs, line.Writer, noMore, breakOff.Token);
        try
        {
            await foreach (var outcome in line.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return outcome;
            }
        }
        finally
        {
            // Nothing is left for a caller who read to the end; one who left early leaves nothing running behind.
            await breakOff.CancelAsync();
            await feeding;
            while (line.Reader.TryRead(out var outcome))
            {
                await outcome;
            }
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task FeedAsync(
        IEnumerable<JobRequest> jobs, ChannelWriter<Task<JobOutcome>> line, CancellationTokenSource noMore, CancellationToken breakOff)
    {
        var number = 0L;
        try
        {
            foreach (var job in jobs)
            {
                await _places.WaitAsync(noMore.Token);
                await line.WaitToWriteAsync(noMore.Token); // before the job is sent: one that is sent must find its place in the line
                line.TryWrite(SendOneAsync(++number, job, noMore, breakOff));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to send no more.
        }
        finally
        {
            line.Complete();
        }
    }

    private async Task<JobOutcome> SendOneAsync(long number, JobRequest job, CancellationTokenSource noMore, CancellationToken breakOff)
    {
        try
        {
            var answer = await broker.SendAsync(job, timeout, breakOff);
            answered();
            return new JobOutcome(number, job, answer);
        }
        catch (OperationCanceledException)
        {
            return new JobOutcome(number, job);
        }
        catch (BrokerUnreachableException fault)
        {
            Interlocked.CompareExchange(ref _unreachable, fault, null);
            await noMore.CancelAsync();
            return new JobOutcome(number, job);
        }
        catch (BrokerException fault)
        {
            answered();
            return new JobOutcome(number, job, Failure: new JobFailure(fault.Message, (fault as BrokerRefusedException)?.Reply));
        }
        finally
        {
            _places.Release();
        }
    }
}
