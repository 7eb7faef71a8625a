namespace Fraud.Tests.Rules;

/// <summary>What the standard packs tell models, in small histories: persons, shops and terminals that a banker knows.</summary>
public class StandardFeatureTests
{
    /// <summary>Payments one after the other, and what is known of the last.</summary>
    sealed class Ledger : IDisposable
    {
        readonly string[] _names = [.. Policy.RetailWallet.Pack!.Features.Select(f => f.Name)];
        readonly FraudEngine _engine;
        Decision _last;
        DateTimeOffset _at = RuleBench.Morning;
        int _count;

        public Ledger() => _engine = new(Policy.RetailWallet, new FraudOptions { ProfileBudgetBytes = 512 << 20, Features = _names, LabelledTransfers = 1000 });

        public Ledger Pay(string debtor, string creditor, decimal amount, double minutesLater = 60, bool? fraud = null)
        {
            _at = _at.AddMinutes(minutesLater);
            _last = _engine.Evaluate(RuleBench.Payment($"R{++_count}", amount, creditor, debtor), _at);
            if (fraud is { } known) _engine.Label(_last.Id, known, _at.AddDays(7));
            return this;
        }

        public float this[string feature]
        {
            get
            {
                var row = new float[_names.Length];
                _last.ReadFeatures(_names, row);
                return row[Array.IndexOf(_names, feature)];
            }
        }

        public void Dispose() => _engine.Dispose();
    }

    [Fact]
    public void An_amount_stands_against_the_others_of_its_debtor()
    {
        using var ledger = new Ledger();
        ledger.Pay("ANNA", "BAKER", 20);
        Assert.Equal((1f, 1f), (ledger["pair_new"], ledger["debtor_count_1d"]));
        Assert.True(float.IsNaN(ledger["times_mean"]), "a first payment has nothing to be compared with");
        ledger.Pay("ANNA", "BAKER", 40).Pay("ANNA", "TAILOR", 150);
        Assert.Equal(5f, ledger["times_mean"], 1e-5);
        Assert.Equal(3.75f, ledger["times_largest"], 1e-5);
        Assert.Equal((3f, 2f, 1f, 3600f), (ledger["debtor_count_1d"], ledger["debtor_payees_1d"], ledger["pair_new"], ledger["debtor_gap"]));
        Assert.Equal(210f, ledger["debtor_sum_7d"], 1e-4);
    }

    [Fact]
    public void What_came_in_and_leaves_again_is_seen_passing()
    {
        using var ledger = new Ledger();
        ledger.Pay("BORIS", "MULE", 600).Pay("CARLA", "MULE", 400).Pay("MULE", "BOSS", 500);
        Assert.Equal((0.5f, 1.25f), (ledger["passed_1d"], ledger["of_last_piece"]));
        Assert.Equal((2f, 2f, 3600f), (ledger["had_payers_1d"], ledger["had_30d"], ledger["had_gap"]));
        Assert.Equal((2f, 0f), (ledger["payers_had"], ledger["round_trip"]));
        ledger.Pay("BOSS", "BORIS", 450);
        Assert.Equal((3f, 0f), (ledger["round_trip"], ledger["back_count"]));
        ledger.Pay("BORIS", "BOSS", 50);
        Assert.Equal(1f, ledger["back_count"]);
    }

    [Fact]
    public void Whom_a_hundred_pay_within_a_week_is_a_business()
    {
        using var ledger = new Ledger();
        for (int i = 1; i < 100; i++) ledger.Pay($"GUEST{i}", "SHOP", 10, 1);
        ledger.Pay("ANNA", "BORIS", 30).Pay("ANNA", "SHOP", 25).Pay("ANNA", "BORIS", 30);
        Assert.Equal((1f, 25f, 2f), (ledger["debtor_spends"], ledger["debtor_spends_usual"], ledger["gave_30d"]));
        Assert.Equal((2f, 1f), (ledger["got_30d"], ledger["got_payers_30d"]));
        ledger.Pay("CARLA", "ANNA", 10);
        Assert.Equal((1f, 25f), (ledger["creditor_spends"], ledger["creditor_spends_small"]));
    }

    [Fact]
    public void Known_fraud_counts_from_the_day_on_which_it_became_known()
    {
        using var ledger = new Ledger();
        ledger.Pay("ANNA", "TERMINAL", 20, fraud: true).Pay("BORIS", "TERMINAL", 20, fraud: false).Pay("CARLA", "TERMINAL", 20);
        Assert.True(float.IsNaN(ledger["creditor_fraud_7d"]), "nobody has said yet what was fraud");
        ledger.Pay("CARLA", "TERMINAL", 20, 7.5 * 24 * 60);
        Assert.Equal((1f, 0.5f, 0f), (ledger["creditor_fraud_7d"], ledger["creditor_rate_28d"], ledger["debtor_fraud"]));
        ledger.Pay("ANNA", "BORIS", 20);
        Assert.Equal((1f, 1f, 0f), (ledger["debtor_fraud"], ledger["known_debtor"], ledger["creditor_fraud_7d"]));
        ledger.Pay("ANNA", "TERMINAL", 20, 8 * 24 * 60);
        Assert.Equal((0f, 1f), (ledger["creditor_fraud_7d"], ledger["creditor_fraud_28d"]));
    }

    /// <summary>Twelve accounts of the same standing pay in turn; no feature but those of signals and clocks, which are not told here, stays unknown throughout.</summary>
    [Fact]
    public void Nothing_stays_unknown_that_payments_alone_can_tell()
    {
        string[] told = ["debtor_opened", "creditor_opened", "balance_share", "hour", "hour_usual", "day_kind", "hours_closed", "payment_kind", "payment_channel", "payee_checked", "device_new", "remote",
            "credential_changed", "creditor_reports"];
        using var ledger = new Ledger();
        var unknown = Policy.RetailWallet.Pack!.Features.Select(f => f.Name).ToHashSet();
        for (int i = 1; i < 100; i++) ledger.Pay($"GUEST{i}", "SHOP", 10, 1);
        for (int i = 0; i < 400; i++)
        {
            string creditor = i % 5 == 0 ? "SHOP" : $"N{(i * 7 + i / 11) % 11}";
            if (creditor == $"N{i % 11}") continue;
            ledger.Pay($"N{i % 11}", creditor, 20 + i % 17, 90, fraud: i % 9 == 0);
            unknown.RemoveWhere(name => !float.IsNaN(ledger[name]));
        }
        Assert.Equal(told.Order(StringComparer.Ordinal), unknown.Order(StringComparer.Ordinal));
    }
}
