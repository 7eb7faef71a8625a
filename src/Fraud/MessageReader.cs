using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Fraud.Messages;

namespace Fraud;

/// <summary>
/// Reads messages out of a container, one after the other, in constant memory: RJE (<c>$</c>), DOS-PCC (0x01 … 0x03), plain concatenation with or without blank lines and
/// text between, acknowledgements in front of their messages, text blocks without headers, XML documents, and JSON one object a line. The kind of container is not asked for,
/// and one file may mix them.
/// Nothing throws for what the input holds, and the frames do not depend on how it was cut into pieces. Not safe for use by several threads at once.
/// </summary>
public sealed class MessageReader
{
    /// <summary>The default limit of one message: a hundred times what the network carries.</summary>
    public const int DefaultMaxMessageBytes = 1 << 20;

    const int FirstBuffer = 1 << 16;
    const int MaxAcknowledgement = 1024;

    readonly FinFields _table = new();
    readonly int _limit = DefaultMaxMessageBytes;
    readonly PipeReader? _pipe;
    byte[] _answerBytes = new byte[MaxAcknowledgement], _answerGiven = new byte[MaxAcknowledgement];

    ReadOnlyMemory<byte> _window;     // received and not yet consumed
    byte[]? _buffer;                  // what the window lies in, when the input comes in pieces
    ReadOnlySequence<byte> _rest;     // segments not yet copied
    long _offset;                     // of the window's first byte in the input
    bool _final;                      // nothing comes behind the window
    bool _skipping;                   // inside a message that was too long
    int _asked;                       // bytes of the window that were not enough
    FrameProgress _progress;          // of the message at its start
    bool _hasAnswer, _hasQueued;
    Acknowledgement _answer;          // held back until the message behind it is known
    FinAcknowledgement _answerFields;
    long _answerOffset;
    MessageFrame _queued;

    /// <summary>Reads from memory; frames are slices of it.</summary>
    public MessageReader(ReadOnlyMemory<byte> bytes)
    {
        _window = bytes;
        _final = true;
    }

    /// <summary>Reads from segments; frames are slices of the reader's own buffer unless there is one segment only.</summary>
    public MessageReader(ReadOnlySequence<byte> bytes)
    {
        _final = bytes.IsSingleSegment;
        if (_final) _window = bytes.First;
        else _rest = bytes;
    }

    /// <summary>Reads from a pipe with <see cref="ReadAsync"/>; the pipe stays the caller's to complete.</summary>
    /// <param name="pipe">The source. A message that no separator follows is given when the next one begins or the pipe ends.</param>
    public MessageReader(PipeReader pipe)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _pipe = pipe;
    }

    /// <summary>The limit of one message in bytes, 256 to 2^28; a longer one gives a frame that says so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public int MaxMessageBytes
    {
        get => _limit;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 256);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 28);
            _limit = value;
        }
    }

    /// <summary>The frame that was read last by <see cref="ReadAsync"/>.</summary>
    public MessageFrame Current { get; private set; }

    /// <summary>The next frame, or false at the end of the input; of a pipe, false when what was received so far holds no whole one.</summary>
    public bool TryRead(out MessageFrame frame)
    {
        while (!TryBuffered(out frame))
        {
            if (_final || _rest.IsEmpty) return false;
            Fill(_rest, out var consumed);
            _rest = _rest.Slice(consumed);
            _final = _rest.IsEmpty;
        }
        return true;
    }

    /// <summary>Reads the next frame into <see cref="Current"/>; false at the end of the input.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!TryRead(out var frame)) return _final || _pipe is null ? new(false) : ReceiveAsync(cancellationToken);
        Current = frame;
        return new(true);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        MessageFrame frame;
        do
        {
            if (_final) return false;
            var result = await _pipe!.ReadAsync(cancellationToken).ConfigureAwait(false);
            var received = result.Buffer;
            Fill(received, out var consumed);
            bool all = received.End.Equals(consumed);
            _pipe.AdvanceTo(consumed);
            if (result.IsCompleted && all) _final = true;
            else if (result.IsCanceled) return false;
        }
        while (!TryBuffered(out frame));
        Current = frame;
        return true;
    }

    /// <summary>Copies as much as fits behind the window; moves or grows the buffer first when little does.</summary>
    void Fill(in ReadOnlySequence<byte> source, out SequencePosition consumed)
    {
        _buffer ??= new byte[Math.Min(FirstBuffer, 2 * (_limit + FrameSplitter.Slack))];
        int held = _window.Length;
        int start = held == 0 ? 0 : WindowStart();
        if (start + held > _buffer.Length / 2 && start > 0)
        {
            Buffer.BlockCopy(_buffer, start, _buffer, 0, held);
            start = 0;
        }
        if (held > _buffer.Length / 2) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int take = (int)Math.Min(source.Length, _buffer.Length - start - held);
        source.Slice(0, take).CopyTo(_buffer.AsSpan(start + held));
        consumed = source.GetPosition(take);
        _window = _buffer.AsMemory(start, held + take);
    }

    int WindowStart() => System.Runtime.InteropServices.MemoryMarshal.TryGetArray(_window, out var segment) ? segment.Offset : 0;

    bool TryBuffered(out MessageFrame frame)
    {
        if (_hasQueued)
        {
            _hasQueued = false;
            frame = _queued;
            return true;
        }
        while (true)
        {
            if (_skipping && !TrySkip()) break;
            // Bytes that can neither end nor begin a message change nothing: no need to look again.
            if (!_final && _asked > 0 && !_progress.IsUnderWay && _window.Length < _limit + FrameSplitter.Slack && _window.Span[_asked..].IndexOfAny(Marks) < 0)
            {
                _asked = _window.Length;
                break;
            }
            bool taken = FrameSplitter.TryTake(_window.Span, _final, _limit, _table, ref _progress, out var raw);
            if (!taken)
            {
                Drop(raw.Consumed);
                _asked = _window.Length;
                break;
            }
            _asked = 0;
            var bytes = _window.Slice(raw.Start, raw.Length);
            long offset = _offset + raw.Start;
            frame = Describe(raw, bytes, offset);
            Drop(raw.Consumed);
            _skipping = raw.SkipAhead;
            if (Hold(frame)) continue;
            if (!_hasAnswer || frame.HasAcknowledgement)
            {
                _hasAnswer = false;
                return true;
            }
            // The answer before it was to another message: it goes first. Its bytes stay while the next answer is kept back in the other buffer.
            var other = Answer();
            if (!Hold(frame))
            {
                _queued = frame;
                _hasQueued = true;
            }
            frame = other;
            return true;
        }
        frame = default;
        if (!_final || !_hasAnswer) return false;
        frame = Answer();
        return true;
    }

    static readonly SearchValues<byte> Marks = SearchValues.Create("{}<>$-:\u0001\u0003"u8);

    void Drop(int count)
    {
        _offset += count;
        _window = _window[count..];
    }

    bool TrySkip()
    {
        Drop(FrameSplitter.Skip(_window.Span, _final, ref _progress, out bool found));
        _skipping = !found;
        if (found) _progress = _progress.Next;
        return found;
    }

    /// <summary>Keeps an answer back until the message behind it is known. The bytes are copied, for the buffer may move before then.</summary>
    bool Hold(in MessageFrame frame)
    {
        if (frame.Status != DecodeStatus.Acknowledgement || _hasAnswer || frame.Bytes.Length > MaxAcknowledgement) return false;
        frame.Bytes.Span.CopyTo(_answerBytes);
        var bytes = new ReadOnlyMemory<byte>(_answerBytes, 0, frame.Bytes.Length);
        FinScanner.Scan(bytes.Span, 0, _table);
        _answer = AnswerIn(bytes, out _answerFields);
        _answerOffset = frame.Offset;
        _hasAnswer = true;
        return true;
    }

    MessageFrame Answer()
    {
        _hasAnswer = false;
        (_answerBytes, _answerGiven) = (_answerGiven, _answerBytes);
        return new()
        {
            Offset = _answerOffset, Bytes = _answer.Bytes, Format = MessageFormat.Fin, Status = DecodeStatus.Acknowledgement, HasAcknowledgement = false, Acknowledgement = _answer,
        };
    }

    Acknowledgement AnswerIn(ReadOnlyMemory<byte> bytes, out FinAcknowledgement read)
    {
        read = FinAcknowledgement.Read(bytes.Span, _table);
        return new()
        {
            Accepted = read.Accepted, Time = read.HasTime ? read.Time : null, Session = read.Session, Sequence = read.Sequence,
            ErrorCode = bytes.Slice(read.ErrorCode.Start, read.ErrorCode.Length), Mur = bytes.Slice(read.Mur.Start, read.Mur.Length), Bytes = bytes,
        };
    }

    MessageFrame Describe(in RawFrame raw, ReadOnlyMemory<byte> bytes, long offset)
    {
        if (raw.Format != MessageFormat.Fin || raw.Status >= DecodeStatus.TooLong)
            return new() { Offset = offset, Bytes = bytes, Format = raw.Format, Status = raw.Status };
        var span = bytes.Span; // the splitter's scan began at this frame: its offsets are the frame's own
        if (_table.TextIsTagList && FinHeader.Read(span, _table).IsAcknowledgement)
            return new() { Offset = offset, Bytes = bytes, Format = raw.Format, Status = DecodeStatus.Acknowledgement, Acknowledgement = AnswerIn(bytes, out _) };
        var two = _table.Block2;
        bool linked = _hasAnswer && _answerFields.Answers(_answerBytes, span, _table);
        return new()
        {
            Offset = offset, Bytes = bytes, Format = raw.Format, Status = raw.Status,
            InputTime = FinHeader.TryReadInputTime(span, two, out var input) ? input : null,
            OutputTime = FinHeader.TryReadOutputTime(span, two, out var output) ? output : null,
            HasAcknowledgement = linked,
            Acknowledgement = linked ? _answer : default,
        };
    }
}
