using System.Text;
using System.Text.Json;

namespace Job.Contracts;

/// <summary>
/// Reads the JSON form token by token. A deserialiser stops at its first fault and looks for duplicates only among the members it knows;
/// this goes on to the end, and a plain job costs two allocations: the job and its id.
/// </summary>
internal ref struct JsonJobReader
{
    private const string Example = $"{{{JobRules.IdExample},{JobRules.TypeExample}}}";

    // Depth is judged here, member by member, and not by the reader, which would stop there and hide the other faults.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private readonly ReadOnlySpan<byte> _body;
    private Utf8JsonReader _reader;
    private JobFaults _faults;
    private JsonMemberNames? _names;
    private string? _id;
    private JobType? _type;
    private Range _payload;
    private string? _misspeltId;
    private string? _misspeltType;
    private bool _hasId;
    private bool _hasType;
    private bool _hasPayload;

    private JsonJobReader(ReadOnlySpan<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body, Options);
    }

    public static JobReading Read(ReadOnlySpan<byte> body)
    {
        var reader = new JsonJobReader(body);
        try
        {
            return reader.Read();
        }
        catch (JsonException fault)
        {
            // What was read before the fault is dropped: behind a broken quote, members are not what they seem.
            return JobFaults.Body(JsonSyntaxFault.Describe(body, fault));
        }
    }

    private JobReading Read()
    {
        if (_body.Trim(" \t\r\n"u8).IsEmpty)
        {
            return JobFaults.Body($"The body is empty; send a JSON object, such as {Example}.");
        }

        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return JobFaults.Body($"The body is {Kind()}; it must be a JSON object, such as {Example}.");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember();
        }

        _reader.Read(); // throws if anything but white space follows the object
        CheckMissing(JobRules.Id, _hasId, _misspeltId, JobRules.IdExample);
        CheckMissing(JobRules.Type, _hasType, _misspeltType, JobRules.TypeExample);
        if (_faults.Any)
        {
            return _faults.ToReading();
        }

        JsonElement? payload = _hasPayload ? JsonElement.Parse(_body[_payload]) : null;
        return new JobReading(new JobRequest(_id!, _type!.Value, payload), null);
    }

    private void ReadMember()
    {
        var name = MemberName();
        switch (name)
        {
            case JobRules.Id:
                Once(name, ref _hasId);
                if (Text(name, JobRules.IdExample) is { } id)
                {
                    JobRules.CheckId(id, ref _faults);
                    _id = id;
                }

                break;
            case JobRules.Type:
                Once(name, ref _hasType);
                _type = Type();
                break;
            case JobRules.Payload:
                Once(name, ref _hasPayload);
                var start = (int)_reader.TokenStartIndex;
                WalkValue(name);
                _payload = start..(int)_reader.BytesConsumed;
                break;
            default:
                SeeName(JobRules.Body, "the body", name);
                _misspeltId ??= Misspelt(name, JobRules.Id);
                _misspeltType ??= Misspelt(name, JobRules.Type);
                _reader.Read();
                WalkValue(JobRules.Body);
                break;
        }
    }

    /// <summary>The current name; those of a plain job without making a string of it.</summary>
    private string? MemberName()
    {
        if (!_reader.ValueIsEscaped) // comparing an escaped name may throw, as reading it may
        {
            if (_reader.ValueTextEquals("applicationId"u8))
            {
                return JobRules.Id;
            }

            if (_reader.ValueTextEquals("applicationType"u8))
            {
                return JobRules.Type;
            }

            if (_reader.ValueTextEquals("payload"u8))
            {
                return JobRules.Payload;
            }
        }

        return Decoded(JobRules.Body, "A member name");
    }

    /// <summary>Moves on to the member's value.</summary>
    private void Once(string member, ref bool seen)
    {
        if (seen)
        {
            _faults.Add(member, $"{member} is given more than once; give it once.");
        }

        seen = true;
        _reader.Read();
    }

    private string? Text(string member, string example)
    {
        if (_reader.TokenType == JsonTokenType.String)
        {
            return Decoded(member, member);
        }

        _faults.Add(member, $"{member} is {Kind()}; it must be text in double quotes, as in {example}.");
        WalkValue(member);
        return null;
    }

    private JobType? Type()
    {
        if (_reader.TokenType == JsonTokenType.String && !_reader.ValueIsEscaped)
        {
            if (Ascii.EqualsIgnoreCase(_reader.ValueSpan, "Long"u8))
            {
                return JobType.Long;
            }

            if (Ascii.EqualsIgnoreCase(_reader.ValueSpan, "Short"u8))
            {
                return JobType.Short;
            }
        }

        return Text(JobRules.Type, JobRules.TypeExample) is { } type ? JobRules.CheckType(type, ref _faults) : null;
    }

    /// <summary>Reads to the end of the value that begins at the current token, looking for duplicates and depth.</summary>
    private void WalkValue(string member)
    {
        var where = member == JobRules.Body ? "an unknown member" : member;
        var depth = _reader.CurrentDepth;
        do
        {
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when _reader.CurrentDepth >= JobRules.MaxDepth:
                    _faults.Add(member, $"The value of {where} nests deeper than level {JobRules.MaxDepth}, "
                        + "the job's own braces being the first. Flatten it.");
                    break;
                case JsonTokenType.StartObject:
                    _names?.Open(_reader.CurrentDepth + 1);
                    break;
                case JsonTokenType.PropertyName when _reader.CurrentDepth <= JobRules.MaxDepth:
                    SeeName(member, where, Decoded(member, "A member name"));
                    break;
            }
        }
        while (!IsEndAt(depth) && _reader.Read());
    }

    private readonly bool IsEndAt(int depth)
        => _reader.CurrentDepth == depth && _reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);

    private void SeeName(string member, string where, string? name)
    {
        _names ??= new JsonMemberNames();
        if (name is not null && !_names.Add(_reader.CurrentDepth, name))
        {
            _faults.Add(member, $"The member {SafeText.Quote(name)} stands more than once in one object of {where}; give it once.");
        }
    }

    /// <summary>The current text without its escapes; null, and a fault, when they make no text.</summary>
    private string? Decoded(string member, string what)
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // The reader's way to say that an escape is half of a surrogate pair.
            _faults.Add(member, $"{what} {SafeText.Quote(_reader.ValueSpan)} holds half of a surrogate pair, which is no character. "
                + "Remove it, or write both halves.");
            return null;
        }
    }

    private void CheckMissing(string member, bool seen, string? misspelt, string example)
    {
        if (!seen)
        {
            _faults.Add(member, misspelt is null
                ? $"{member} is missing; add it, as in {example}."
                : $"{member} is missing; {SafeText.Quote(misspelt)} stands there instead, and member names are case-sensitive. "
                    + $"Write {example}.");
        }
    }

    private static string? Misspelt(string? name, string member)
        => member.Equals(name, StringComparison.OrdinalIgnoreCase) ? name : null;

    private readonly string Kind() => _reader.TokenType switch
    {
        JsonTokenType.Number => $"the number {SafeText.Quote(_reader.ValueSpan)}",
        JsonTokenType.String => "a text",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };
}
