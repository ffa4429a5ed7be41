namespace Job.Contracts;

/// <summary>Collects the faults of one body. A mutable struct, passed by reference: a job without a fault allocates nothing here.</summary>
internal struct JobFaults
{
    // A body of a megabyte can be at fault a hundred thousand times; nobody reads more than this many about one member.
    private const int MostPerMember = 8;

    private SortedDictionary<string, List<string>>? _faults;

    public readonly bool Any => _faults is not null;

    public void Add(string member, string fault)
    {
        _faults ??= new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        if (!_faults.TryGetValue(member, out var texts))
        {
            _faults.Add(member, texts = []);
        }

        if (texts.Count < MostPerMember && !texts.Contains(fault))
        {
            texts.Add(fault);
        }
    }

    public readonly JobReading ToReading()
        => new(null, _faults!.ToDictionary(fault => fault.Key, fault => fault.Value.ToArray(), StringComparer.Ordinal));

    public static JobReading Body(string fault)
    {
        var faults = new JobFaults();
        faults.Add(JobRules.Body, fault);
        return faults.ToReading();
    }
}
