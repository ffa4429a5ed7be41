using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Worker.Api.Exec;

/// <summary>A program and everything it has started, whoever their parents are by now; to be ended together.</summary>
/// <remarks>
/// On Linux they are known by the session the program leads, and by a mark in its environment, which children inherit: a child that turned itself into a
/// daemon is found by the mark, one that cleared its environment by the session. Looking costs some milliseconds with a few hundred processes on the machine.
/// Elsewhere the program's children are found through their parents, and only while those live.
/// </remarks>
internal sealed class ExecFamily
{
    /// <summary>The variable that holds the mark.</summary>
    public const string Variable = "LB_EXEC_JOB";

    // A program that starts others faster than they can be found must not hold the worker for ever.
    private const int MostPasses = 200;

    // Somebody else's program may look for ever as if it were starting.
    private const int MostDoubts = 3;

    private const uint KernelThread = 0x0020_0000; // PF_KTHREAD

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly byte[] _marked;
    private Process? _head;
    private int _session;

    public ExecFamily()
    {
        Mark = Guid.NewGuid().ToString("N");
        _marked = Encoding.ASCII.GetBytes($"{Variable}={Mark}");
    }

    /// <summary>What the program must find in its environment.</summary>
    public string Mark { get; }

    /// <summary>The program has started.</summary>
    public void Begin(Process head, bool leadsSession) => (_head, _session) = (head, leadsSession ? head.Id : 0);

    /// <summary>Kills all there are.</summary>
    /// <returns>False when some are left after many tries.</returns>
    public async Task<bool> EndAsync()
    {
        var doubts = 0;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (!Kill(out var unsure) && (!unsure || ++doubts > MostDoubts))
            {
                return true;
            }

            await Task.Delay(Pause);
        }

        return false;
    }

    /// <summary>Kills once all that are found now.</summary>
    /// <param name="unsure">Whether there was one that does not show yet what it is.</param>
    /// <returns>Whether there were any.</returns>
    public bool Kill(out bool unsure)
    {
        unsure = false;
        if (!OperatingSystem.IsLinux())
        {
            KillTree();
            return false;
        }

        var any = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            var isOne = IsOne(folder);
            unsure |= isOne is null;
            if (isOne == true)
            {
                any = true;
                Kill(id);
            }
        }

        return any;
    }

    private void KillTree()
    {
        try
        {
            _head?.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Ended meanwhile.
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Ended meanwhile; or another user's, and found again at the next pass.
        }
    }

    private bool? IsOne(string folder)
    {
        try
        {
            // pid (name) state parent group session terminal foreground flags ...: the name may hold anything, blanks and brackets too.
            var stat = File.ReadAllText(folder + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X" || (uint.Parse(fields[6], CultureInfo.InvariantCulture) & KernelThread) != 0)
            {
                return false;
            }

            if (_session != 0 && fields[3] == _session.ToString(CultureInfo.InvariantCulture))
            {
                return true;
            }

            var environment = File.ReadAllBytes(folder + "/environ");
            return environment.AsSpan().IndexOf(_marked) >= 0 ? true
                : environment.Length == 0 && File.ReadAllBytes(folder + "/cmdline").Length == 0 ? null // in the middle of its start
                : false;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // ended meanwhile, or another user's: none that our program could have started without more rights than ours
        }
    }
}
