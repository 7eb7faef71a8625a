namespace Fraud.Messages;

/// <summary>Names of the signals that stand beside a payment, as records write them.</summary>
enum Signal : byte
{
    PayeeCheck, PayeeCheckAge, Malware, RemoteAccess, NewDevice, Emulator, ImpossibleTravel, UnusualPlace, SessionAuthorised,
    DeviceChanged, PhoneChanged, PasswordChanged, LimitChanged, Reports,
    AvailableBalance, DebtorAccountAge, CreditorAccountAge, Batch, DeviceIssued, TerminalIssued, OperatorIssued, CredentialIssued, Unknown,
}

/// <summary>Reads signals by name and value: <c>payee_check=no_match</c>, <c>remote_access=true</c>, <c>device_changed=35m</c>.</summary>
static class SignalText
{
    static readonly byte[][] s_names =
    [
        [.. "payee_check"u8], [.. "payee_check_age"u8], [.. "malware"u8], [.. "remote_access"u8], [.. "new_device"u8], [.. "emulator"u8], [.. "impossible_travel"u8],
        [.. "unusual_place"u8], [.. "session_authorised"u8], [.. "device_changed"u8], [.. "phone_changed"u8], [.. "password_changed"u8], [.. "limit_changed"u8], [.. "reports"u8],
        [.. "available_balance"u8], [.. "debtor_account_age"u8], [.. "creditor_account_age"u8], [.. "batch"u8],
        [.. "device_issued"u8], [.. "terminal_issued"u8], [.. "operator_issued"u8], [.. "credential_issued"u8],
    ];

    public static Signal Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < s_names.Length; i++)
            if (name.SequenceEqual(s_names[i])) return (Signal)i;
        return Signal.Unknown;
    }

    public static string NameOf(Signal signal) => System.Text.Encoding.ASCII.GetString(s_names[(int)signal]);

    /// <summary>All names, for whoever wrote another.</summary>
    public static string Names => string.Join(", ", Enumerable.Range(0, s_names.Length).Select(i => NameOf((Signal)i)));

    /// <summary>What may stand as its value.</summary>
    public static string ExpectationOf(Signal signal) => signal switch
    {
        Signal.PayeeCheck => "match, close, no_match or not_possible",
        Signal.PayeeCheckAge or >= Signal.DeviceChanged and <= Signal.LimitChanged or Signal.DebtorAccountAge or Signal.CreditorAccountAge or >= Signal.DeviceIssued => "a duration such as 2h (s, m, min, h, d)",
        Signal.Reports => "a whole number such as 2",
        Signal.AvailableBalance => "a number such as 1234.50",
        _ => "true or false",
    };

    /// <summary>Whether its name alone says that it is so.</summary>
    public static bool IsSign(Signal signal) => signal is >= Signal.Malware and <= Signal.SessionAuthorised or Signal.Batch;

    /// <summary>Sets one signal; false when its value is none of those expected. Of several changes of credentials the latest counts.</summary>
    public static bool TrySet(ref SignalSet signals, Signal signal, ReadOnlySpan<byte> value)
    {
        int seconds;
        switch (signal)
        {
            case Signal.PayeeCheck:
                var check = value.SequenceEqual("match"u8) ? PayeeCheck.Match : value.SequenceEqual("close"u8) ? PayeeCheck.Close
                    : value.SequenceEqual("no_match"u8) ? PayeeCheck.NoMatch : value.SequenceEqual("not_possible"u8) ? PayeeCheck.NotPossible : PayeeCheck.None;
                if (check == PayeeCheck.None) return false;
                signals.PayeeCheck = check;
                return true;
            case Signal.PayeeCheckAge:
                if (!TryReadDuration(value, out seconds)) return false;
                (signals.HasPayeeCheckAge, signals.PayeeCheckSeconds) = (true, seconds);
                return true;
            case >= Signal.DeviceChanged and <= Signal.LimitChanged:
                if (!TryReadDuration(value, out seconds)) return false;
                signals.CredentialSeconds = signals.HasCredentialAge ? Math.Min(signals.CredentialSeconds, seconds) : seconds;
                signals.HasCredentialAge = true;
                return true;
            case Signal.Reports:
                int reports = FinValue.Number(value);
                if (reports < 0) return false;
                (signals.HasReports, signals.Reports) = (true, reports);
                return true;
            case >= Signal.Malware and <= Signal.SessionAuthorised:
                bool seen = value.SequenceEqual("true"u8);
                if (!seen && !value.SequenceEqual("false"u8)) return false;
                var sign = (SessionSigns)(1 << (signal - Signal.Malware));
                signals.Known |= sign;
                signals.Seen = seen ? signals.Seen | sign : signals.Seen & ~sign;
                return true;
            case Signal.AvailableBalance:
                if (!RecordValue.TryReadAmount(value, out long unscaled, out int scale)) return false;
                (signals.HasBalance, signals.Balance, signals.BalanceScale) = (true, unscaled, (byte)scale);
                return true;
            case Signal.DebtorAccountAge:
                if (!TryReadDuration(value, out seconds)) return false;
                (signals.HasDebtorAccountAge, signals.DebtorAccountSeconds) = (true, seconds);
                return true;
            case Signal.CreditorAccountAge:
                if (!TryReadDuration(value, out seconds)) return false;
                (signals.HasCreditorAccountAge, signals.CreditorAccountSeconds) = (true, seconds);
                return true;
            case Signal.Batch:
                bool batch = value.SequenceEqual("true"u8);
                if (!batch && !value.SequenceEqual("false"u8)) return false;
                (signals.HasBatch, signals.IsBatch) = (true, batch);
                return true;
            case >= Signal.DeviceIssued and <= Signal.CredentialIssued:
                if (!TryReadDuration(value, out seconds)) return false;
                int element = signal - Signal.DeviceIssued;
                signals.IssuesKnown |= (byte)(1 << element);
                signals.Issued[element] = seconds;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A whole number and s, m, min, h or d; at most some 68 years.</summary>
    public static bool TryReadDuration(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0) return false;
        var unit = text[digits..];
        long each = unit.SequenceEqual("s"u8) ? 1 : unit.SequenceEqual("m"u8) || unit.SequenceEqual("min"u8) ? 60 : unit.SequenceEqual("h"u8) ? 3600 : unit.SequenceEqual("d"u8) ? 86_400 : 0;
        long total = each * FinValue.Number(text[..digits]);
        if (each == 0 || total is < 0 or > int.MaxValue) return false;
        seconds = (int)total;
        return true;
    }
}
