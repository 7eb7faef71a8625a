using System.Security.Cryptography;

namespace Fraud.Tests.Cli;

/// <summary>Policies as an analyst handles them: listed, tested, tried beside each other, warmed, signed.</summary>
public class WhatIfTests
{
    const string Rules = "family F cap 90\nparam limit = 100 USD\nrule R1 \"OVER\" family F points 80 mode alert when amount >= limit because \"x\"\n  test \"at the limit\" fires 80 with amount = 100 USD\n"
        + "rule R2 \"SECOND\" family F points 70 when count() of attempts by debtor over 30d >= 2 because \"x\"\n";

    static string Payments(params (string Id, int Amount, int Minute)[] payments) => string.Concat(payments.Select(p =>
        FormattableString.Invariant($"{{\"time\":\"2026-06-01T10:{p.Minute:00}:00Z\",\"id\":\"{p.Id}\",\"debtor_account\":\"D\",\"creditor_account\":\"K\",\"amount\":{p.Amount},\"currency\":\"USD\"}}\n")));

    [Fact]
    public void A_list_has_a_line_for_each_rule()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("check", tool.Write("mine.rules", Rules), "--list").ExitCode);
        Assert.Equal("R1\tOVER\tF\t80\talert\tmine\nR2\tSECOND\tF\t70\tblock\tmine\n", tool.Output);
    }

    [Fact]
    public void The_standard_packs_are_listed_without_a_policy()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("check", "--list").ExitCode);
        Assert.All(tool.Lines, line => Assert.Matches(@"^[A-Z]\d\d\t[A-Z0-9_]+\t[A-Z]\t\d+\t(block|alert|shadow)\t[a-z-]+$", line));
    }

    [Fact]
    public void The_standard_packs_pass_their_tests()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("check").ExitCode);
        Assert.All(tool.Lines, line => Assert.Contains("no findings", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_failing_test_is_a_finding()
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.Run("check", tool.Write("mine.rules", Rules.Replace("with amount = 100 USD", "with amount = 99 USD", StringComparison.Ordinal))).ExitCode);
        Assert.Contains("mine.rules:4:3: error: R1 fails its test \"at the limit\": it stays silent, expected that it fires", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_values_are_tried_in_the_same_pass()
    {
        using var tool = new ToolRun();
        tool.Write("policy/mine.rules", Rules);
        string log = tool.Write("log.jsonl", Payments(("A", 50, 0), ("B", 150, 40)));
        tool.Run("replay", log, "--policy", tool.PathOf("policy"), "--set", "limit = 1000 USD", "--what-if", "limit = 40 USD", "--out", tool.PathOf("out.jsonl"));
        Assert.Contains("Tried beside it", tool.Output, StringComparison.Ordinal);
        Assert.Matches(@"limit = 40 USD\s*│\s*1 of 2", tool.Output); // A is reviewed; B is held by R2 both ways
        Assert.Contains("\"tried\":[\"review\"]", File.ReadAllText(tool.PathOf("out.jsonl")), StringComparison.Ordinal);
        Assert.Equal(1, tool.Run("replay", log, "--policy", tool.PathOf("policy"), "--what-if", "limt = 4 USD").ExitCode);
        Assert.Contains("did you mean 'limit'?", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void History_teaches_and_is_not_counted()
    {
        using var tool = new ToolRun();
        tool.Write("policy/mine.rules", Rules);
        string history = tool.Write("history.jsonl", Payments(("A", 50, 0))), log = tool.Write("log.jsonl", Payments(("B", 50, 40)));
        tool.Run("replay", log, "--policy", tool.PathOf("policy"), "--warm", history);
        Assert.Contains("1 messages judged", tool.Output, StringComparison.Ordinal);
        Assert.Matches(@"Hold\s+1", tool.Output); // the second of the debtor
        tool.Run("replay", log, "--policy", tool.PathOf("policy"));
        Assert.Matches(@"Hold\s+0", tool.Output);
    }

    /// <summary>A misspelt word beside a payment is told; the payment is judged without it.</summary>
    [Fact]
    public void A_payment_whose_signal_cannot_be_read_is_judged()
    {
        using var tool = new ToolRun();
        string log = tool.Write("log.jsonl", Payments(("A", 50, 0)) + Payments(("B", 60, 1)).Replace("}", ",\"signals\":{\"payee_check\":\"NO_MATCH\"}}", StringComparison.Ordinal)
            + Payments(("C", 70, 2)).Replace("70", "\"x\"", StringComparison.Ordinal));
        Assert.Equal(1, tool.Run("replay", log, "--out", tool.PathOf("out.jsonl")).ExitCode);
        Assert.Contains("line 2: signals.payee_check: expected match, close, no_match or not_possible", tool.Error, StringComparison.Ordinal);
        string[] judged = File.ReadAllLines(tool.PathOf("out.jsonl"));
        Assert.Equal(2, judged.Length);
        Assert.Contains("\"id\":\"B\"", judged[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_without_a_folder_is_refused()
    {
        using var tool = new ToolRun();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string open = tool.Write("public.pem", key.ExportSubjectPublicKeyInfoPem()), log = tool.Write("log.jsonl", Payments(("A", 50, 0)));
        Assert.NotEqual(0, tool.Run("replay", log, "--pack", "institution", "--public-key", open).ExitCode);
        Assert.Equal(2, tool.Run("check", "--public-key", open).ExitCode);
        Assert.Contains("name one", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standard_pack_is_checked_by_its_name()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("check", "retail-wallet").ExitCode);
        Assert.Contains("of the standard pack \"retail-wallet\"", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_tried_beside_is_counted_without_the_history()
    {
        using var tool = new ToolRun();
        tool.Write("policy/mine.rules", Rules);
        tool.Run("replay", tool.Write("log.jsonl", Payments(("B", 50, 40))), "--policy", tool.PathOf("policy"), "--what-if", "limit = 40 USD", "--warm", tool.Write("history.jsonl", Payments(("A", 50, 0))));
        Assert.Matches(@"limit = 40 USD\s*│\s*\d of 1", tool.Output);
    }

    [Fact]
    public void A_signed_policy_is_taken_and_a_changed_one_is_not()
    {
        using var tool = new ToolRun();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string secret = tool.Write("key.pem", key.ExportECPrivateKeyPem()), open = tool.Write("public.pem", key.ExportSubjectPublicKeyInfoPem());
        tool.Write("policy/mine.rules", Rules);
        string folder = tool.PathOf("policy"), log = tool.Write("log.jsonl", Payments(("A", 50, 0)));
        Assert.Equal(1, tool.Run("replay", log, "--policy", folder, "--public-key", open).ExitCode);
        Assert.Contains("not signed", tool.Error, StringComparison.Ordinal);
        Assert.Equal(0, tool.Run("sign", folder, "--key", secret).ExitCode);
        Assert.Equal(0, tool.Run("replay", log, "--policy", folder, "--public-key", open).ExitCode);
        Assert.Equal(0, tool.Run("check", folder, "--public-key", open).ExitCode);
        tool.Write("policy/parameters.txt", "limit = 1_000_000 USD");
        Assert.Equal(1, tool.Run("replay", log, "--policy", folder, "--public-key", open).ExitCode);
        Assert.Contains("policy.sig is no signature of these files", tool.Error, StringComparison.Ordinal);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        tool.Run("sign", folder, "--key", tool.Write("other.pem", other.ExportECPrivateKeyPem()));
        Assert.Equal(1, tool.Run("replay", log, "--policy", folder, "--public-key", open).ExitCode);
    }
}
