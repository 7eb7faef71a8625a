using System.Globalization;
using System.Text;

namespace Fraud.Benchmarks;

/// <summary>
/// MT103 messages of about 530 bytes in memory: accounts drawn uniformly, each with a handful of creditors, 40 banks in 8 countries. A fixed set of messages is
/// used again and again with fresh references and fresh digits of the amount, so that no order repeats another and no time goes into writing them.
/// </summary>
sealed class Mt103Traffic
{
    static readonly string[] Banks = [.. from country in (string[])["US", "GB", "DE", "JP", "SG", "CH", "IN", "HK"] from n in Enumerable.Range(0, 5) select $"BNK{(char)('A' + n)}{country}33"];

    readonly byte[][] _messages;
    readonly int[] _reference; // offset of the 12 digits of field 20
    readonly int[] _amount;    // offset of the amount of field 32A
    readonly MessageInput[] _batch;
    long _sequence;
    long _ticks;

    public Mt103Traffic(int messages, int accounts, int batch, int seed = 1)
    {
        var random = new Random(seed);
        _messages = new byte[messages][];
        _reference = new int[messages];
        _amount = new int[messages];
        _batch = new MessageInput[batch];
        MessagesPerSecond = 2.0 * accounts / (3 * 86_400);
        _ticks = new DateTime(2024, 3, 5, 8, 0, 0, DateTimeKind.Utc).Ticks;
        for (int i = 0; i < messages; i++)
        {
            int debtor = random.Next(accounts), creditor = (int)((uint)(debtor * 2654435761L + random.Next(6) * 40503L) % (uint)accounts);
            string text = string.Create(CultureInfo.InvariantCulture, $$$"""
                {1:F01{{{Banks[debtor % Banks.Length]}}}AXXX0001000001}{2:I103{{{Banks[creditor % Banks.Length]}}}XXXXN}{3:{108:MUR0000000001}{121:{{{Guid(random)}}}}}{4:
                :20:TRX000000000000
                :23B:CRED
                :32A:240305USD{{{random.Next(100, 9_000_000)}}},{{{random.Next(100):00}}}
                :33B:USD{{{random.Next(100, 9_000_000)}}},00
                :50K:/{{{100_000_000_000 + debtor}}}
                {{{Name(debtor)}}}
                12 HARBOUR STREET
                SOME CITY
                :52A:{{{Banks[debtor % Banks.Length]}}}
                :57A:{{{Banks[creditor % Banks.Length]}}}
                :59:/{{{100_000_000_000 + creditor}}}
                {{{Name(creditor)}}}
                48 MARKET SQUARE
                OTHER CITY
                :70:/INV/{{{random.Next(1_000_000):000000}}} GOODS DELIVERED IN MARCH
                :71A:SHA
                -}{5:{CHK:123456789ABC}}
                """).ReplaceLineEndings("\r\n");
            _messages[i] = Encoding.ASCII.GetBytes(text);
            _reference[i] = text.IndexOf(":20:TRX", StringComparison.Ordinal) + 7;
            _amount[i] = text.IndexOf("USD", StringComparison.Ordinal) + 3;
        }
    }

    static string Name(int account) => $"{(string[])["NORTHWIND", "HARBOUR", "MERIDIAN", "SILVERLINE", "OAKFIELD", "LANTERN", "CEDARWOOD", "BLUEWATER"] switch { var n => n[account % 8] }} {account / 8 % 10_000} TRADING LTD";

    static Guid Guid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        bytes[7] = (byte)(bytes[7] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes);
    }

    /// <summary>Rate of event time: two orders of each account in three days, as a bank's customers send them.</summary>
    public double MessagesPerSecond { get; init; }

    /// <summary>The next so many messages, before anything is measured.</summary>
    public void Teach(int messages, Action<ReadOnlySpan<MessageInput>> judge)
    {
        for (int done = 0; done < messages; done += _batch.Length) judge(Next());
    }

    public IReadOnlyList<byte[]> Messages => _messages;
    public double MeanBytes => _messages.Average(m => m.Length);

    /// <summary>The next messages in event time, as many as a batch holds.</summary>
    public ReadOnlySpan<MessageInput> Next()
    {
        Fill();
        return _batch;
    }

    public void Fill()
    {
        for (int i = 0; i < _batch.Length; i++)
        {
            int index = (int)(_sequence % _messages.Length);
            byte[] message = _messages[index];
            long digits = ++_sequence;
            for (int at = _reference[index] + 11; digits != 0; at--, digits /= 10) message[at] = (byte)('0' + digits % 10);
            // The first digit stays: a customer's orders keep their size.
            uint noise = (uint)(_sequence * 2654435761L >> 8);
            for (int at = _amount[index] + 1; message[at] != (byte)','; at++, noise /= 10) message[at] = (byte)('0' + noise % 10);
            _ticks += (long)(TimeSpan.TicksPerSecond / MessagesPerSecond);
            _batch[i] = new MessageInput(message, new DateTimeOffset(_ticks, TimeSpan.Zero));
        }
    }
}
