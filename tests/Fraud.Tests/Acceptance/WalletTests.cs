using static Fraud.Tests.Acceptance.WalletStory;

namespace Fraud.Tests.Acceptance;

/// <summary>The scenes of wallets and consumers. Each name begins with the number of its scene; points are those of the whole pack.</summary>
public class WalletTests
{
    static readonly decimal[] Everyday = [12.40m, 8.90m, 23.15m, 31.80m, 17.25m, 54.60m, 9.75m, 14.30m, 41.20m, 26.45m, 19.99m];
    static readonly decimal[] Wide = [20, 31.5m, 45, 66.7m, 90, 118.2m, 160, 240.9m, 330, 480.3m, 700, 25.4m, 74.1m];

    static void Is(string expected, Verdict verdict) => Assert.Equal(expected, verdict.ToString());

    // ---- Q1 takeover: the customer pays between 7 and 23 h ----------------------------------------------------------

    const string Stolen = "\"signals\":{\"new_device\":true,\"phone_changed\":\"35m\",\"available_balance\":3060}";

    [Fact]
    public void Q1_a_takeover_at_night_is_held_from_the_first_payment()
    {
        using var story = new WalletStory().Neighbours().Habit("ANNA", Wide);
        // 67 and the composite; then 87 % and 98 % of the balance are gone.
        Is("Hold 87: C03 N01 X02 X03 S03", story.Pay(Day(121, "03:12"), "ANNA", "THIEF-1", 900, Stolen));
        Is("Hold 100: C03 N01 A02 A06 A07 X02 X03 S03", story.Pay(Day(121, "03:15"), "ANNA", "THIEF-1", 1750, Stolen));
        Is("Hold 100: C03 N01 A06 A07 X02 X03 S03", story.Pay(Day(121, "03:18"), "ANNA", "THIEF-2", 350, Stolen));
    }

    [Fact]
    public void Q1_minus_a_new_device_that_pays_the_known_landlord_passes()
    {
        using var story = new WalletStory().Neighbours().Habit("ANNA", Wide);
        Is("Pass 20: X02", story.Pay(Day(121, "12:10"), "ANNA", "ANNA-LANDLORD", 700, Stolen));
    }

    // ---- Q2 scam ----------------------------------------------------------------------------------------------------

    static string Check(string result, decimal balance) => $"\"signals\":{{\"new_device\":false,\"session_authorised\":true,\"payee_check\":\"{result}\",\"payee_check_age\":\"1m\",\"available_balance\":{balance}}}";

    [Theory]
    [InlineData("close", "Hold 70: N01 A01 A02 A06 A07 X01 S02")]
    [InlineData("no_match", "Hold 85: N01 A01 A02 A06 A07 X01 S02")]
    [InlineData("match", "Review 60: N01 A01 A02 A06 A07 S02")]
    public void Q2_a_scam_that_empties_the_account_is_held_when_the_name_does_not_match(string check, string expected)
    {
        using var story = new WalletStory().Neighbours().Habit("BERTA", Everyday);
        Is(expected, story.Pay(Day(121, "14:30"), "BERTA", "SAFE-ACCOUNT", 2900, Check(check, 3050)));
    }

    // The sheet counts A01 alone. Whoever never paid a similar sum breaks the own record too: one look at the first deposit of a lifetime.
    [Theory]
    [InlineData(18_000, "Pass 30: N01 A01")]
    [InlineData(0, "Review 40: N01 A01 A02 A06")]
    public void Q2_minus_a_house_deposit_to_a_matched_payee_passes_where_large_sums_are_known(int car, string expected)
    {
        using var story = new WalletStory().Neighbours().Habit("BERTA", Everyday);
        if (car > 0) Assert.Equal(Outcome.Review, story.Pay(Day(120, "10:00"), "BERTA", "CAR-DEALER", car).Outcome);
        Is(expected, story.Pay(Day(140, "14:30"), "BERTA", "SOLICITOR", 24_000, Check("match", 60_000)));
    }

    // ---- Q3 mule ----------------------------------------------------------------------------------------------------

    [Fact]
    public void Q3_a_young_account_that_gathers_and_passes_on_is_held()
    {
        using var story = new WalletStory().Neighbours();
        decimal[] sums = [350, 1200, 480, 820, 610, 540];
        var inbound = sums.Select((sum, i) => story.Pay(Day(121, $"{9 + i:00}:0{i}"), $"STRANGER-{i}", "MULE", sum, "\"kind\":\"p2p\",\"signals\":{\"creditor_account_age\":\"12d\"}").ToString()).ToList();
        // The sheet's 30 leaves out that each stranger pays for the first time, and that three have paid an account which is not three months old.
        Assert.Equal(
            ["Pass 15: N01", "Pass 15: N01", "Review 52: N01 N06 F08", "Review 52: N01 N06 F08", "Review 67: N01 N06 F02 F08", "Review 67: N01 N06 F02 F08"], inbound);
        Is("Hold 90: N01 N06 F01 F02 S04", story.Pay(Day(121, "14:14"), "MULE", "WALLET-NEW", 3700, "\"kind\":\"p2p\",\"signals\":{\"debtor_account_age\":\"12d\"}"));
    }

    [Fact]
    public void Q3_minus_a_student_who_is_paid_and_pays_the_rent_next_day_scores_nothing()
    {
        using var story = new WalletStory().Neighbours();
        for (int month = 0; month < 3; month++)
        {
            story.Pay(Day(28 * month, "10:00"), "EMPLOYER", "STUDENT", 1800, "\"kind\":\"salary\"");
            story.Pay(Day(28 * month + 1, "11:00"), "STUDENT", "LANDLORD", 1500);
        }
        Is("Pass 0: ", story.Pay(Day(121, "10:00"), "EMPLOYER", "STUDENT", 1800, "\"kind\":\"salary\""));
        Is("Pass 0: ", story.Pay(Day(122, "11:00"), "STUDENT", "LANDLORD", 1500));
    }

    // ---- Q4 smurf ---------------------------------------------------------------------------------------------------

    [Fact]
    public void Q4_the_fourth_payment_just_under_a_threshold_is_reviewed()
    {
        using var story = new WalletStory().Neighbours(currency: "CNY").Habit("TRADER", [21_000, 26_500, 33_200, 38_800, 44_100, 29_900, 41_700], currency: "CNY");
        string Pays(int day, string person, decimal amount) => story.Pay(Day(day, "11:00"), "TRADER", person, amount, currency: "CNY").ToString();
        Assert.Equal(["Pass 15: N01", "Pass 15: N01", "Pass 35: N01 A05", "Review 40: N01 A05"],
            [Pays(121, "PERSON-1", 48_900), Pays(122, "PERSON-2", 49_500), Pays(123, "PERSON-3", 47_800), Pays(124, "PERSON-4", 49_900)]);
    }

    [Fact]
    public void Q4_minus_a_rent_under_the_threshold_every_month_passes()
    {
        using var story = new WalletStory().Neighbours(currency: "CNY").Habit("TRADER", [21_000, 26_500, 33_200, 38_800, 44_100, 29_900, 41_700], currency: "CNY");
        for (int month = 0; month < 4; month++) Assert.Equal(month == 0 ? "Pass 15: N01" : "Pass 0: ", story.Pay(Day(121 + 30 * month, "11:00"), "TRADER", "OFFICE-OWNER", 48_000, currency: "CNY").ToString());
    }

    // ---- Q5 probe ---------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("", "Review 50: N01 A01 V05")]
    [InlineData("\"signals\":{\"unusual_place\":true}", "Hold 80: N01 A01 V05 X02 S03")]
    [InlineData("\"signals\":{\"remote_access\":true}", "Hold 95: N01 A01 V05 X02 S03")]
    public void Q5_a_probe_and_then_a_large_sum_is_reviewed_and_held_with_any_sign_of_the_session(string signals, string expected)
    {
        using var story = new WalletStory().Neighbours().Habit("CARLA", Everyday);
        Assert.Equal(Outcome.Review, story.Pay(Day(120, "10:00"), "CARLA", "KITCHENS", 4000).Outcome); // a record that 4,800 does not break
        Is("Pass 6: N01", story.Pay(Day(130, "10:00"), "CARLA", "UNKNOWN", 0.50m));
        Is(expected, story.Pay(Day(130, "10:40"), "CARLA", "UNKNOWN", 4800, signals));
    }

    // ---- Q6 card test -----------------------------------------------------------------------------------------------

    [Fact]
    public void Q6_a_card_that_is_tested_at_many_merchants_is_reviewed()
    {
        using var story = new WalletStory().Neighbours().Habit("DORA", Everyday);
        Verdict? last = null;
        for (int i = 0; i < 40; i++)
            last = story.Pay(Day(121, "14:00").AddSeconds(9 * i), "DORA", $"MERCHANT-{i % 35}", 0.10m, "\"kind\":\"merchant_payment\"", settled: i % 20 < 9 ? Settlement.Rejected : Settlement.Accepted);
        Is("Review 56: N01 V01 V04 V06 S07", last!);
    }

    [Fact]
    public void Q6_minus_red_packets_to_a_group_pass()
    {
        using var story = new WalletStory().Neighbours().Habit("DORA", Everyday);
        for (int i = 0; i < 60; i++)
        {
            var packet = story.Pay(Day(121, "19:00").AddSeconds(20 * i), "DORA", $"COUSIN-{i % 12}", 0.10m + 0.35m * (i % 15), "\"kind\":\"red_packet\"");
            Assert.True(packet.Outcome == Outcome.Pass && !packet.Rules.Contains("V06", StringComparison.Ordinal), packet.ToString());
        }
    }

    // ---- Q7 sleeper -------------------------------------------------------------------------------------------------

    [Fact]
    public void Q7_an_account_that_slept_since_its_opening_and_feeds_an_exchange_is_held()
    {
        using var story = new WalletStory(("risk_sectors.list", "account EXCHANGE\n")).Neighbours(220);
        var inbound = Enumerable.Range(0, 9).Select(i => story.Pay(Day(221, $"{8 + i / 2:00}:{i % 2 * 30:00}"), $"SENDER-{i}", "SLEEPER", 4200 + 200 * i, "\"signals\":{\"creditor_account_age\":\"210d\"}")).ToList();
        Is("Pass 30: N01 F06", inbound[0]);
        Is("Hold 87: N01 B06 F01 F02 F06 S04", story.Pay(Day(221, "12:40"), "SLEEPER", "EXCHANGE", 44_000, "\"signals\":{\"debtor_account_age\":\"210d\"}"));
    }

    // ---- Q8 circle --------------------------------------------------------------------------------------------------

    const string Old = "\"signals\":{\"debtor_account_age\":\"900d\",\"creditor_account_age\":\"900d\"}";

    [Fact]
    public void Q8_a_circle_leaves_a_trace_and_a_second_within_a_month_is_reviewed()
    {
        using var story = new WalletStory().Neighbours();
        List<string> Circle(int day) =>
        [
            story.Pay(Day(day, "10:00"), "ROUND-A", "ROUND-B", 10_000, Old).ToString(),
            story.Pay(Day(day, "19:00"), "ROUND-B", "ROUND-C", 9_100, Old).ToString(),
            story.Pay(Day(day + 1, "15:00"), "ROUND-C", "ROUND-A", 8_300, Old).ToString(),
        ];
        Assert.Equal(["Pass 15: N01", "Pass 15: N01", "Pass 35: N01 F05"], Circle(121));
        Assert.Equal(["Pass 0: ", "Pass 0: ", "Review 40: F05"], Circle(135));
    }

    [Fact]
    public void Q8_minus_a_refund_is_no_circle()
    {
        using var story = new WalletStory().Neighbours();
        Is("Pass 15: N01", story.Pay(Day(121, "10:00"), "BUYER", "DEALER", 900));
        Is("Pass 15: N01", story.Pay(Day(122, "10:00"), "DEALER", "BUYER", 900, "\"kind\":\"refund\""));
    }

    // ---- Q9 supplier swap -------------------------------------------------------------------------------------------

    static string Invoice(string supplier, string agent) => $"\"debtor_name\":\"Elbtal Werke GmbH\",\"creditor_name\":\"{supplier}\",\"creditor_agent\":\"{agent}\"";
    static readonly decimal[] Invoices = [38_400, 91_250.40m, 156_300, 62_780.15m, 203_900, 47_120, 128_450.75m];

    static WalletStory Works(params (string, string)[] files)
    {
        var story = new WalletStory(files).Neighbours().Habit("WERKE", Invoices, 60, more: "\"debtor_name\":\"Elbtal Werke GmbH\"");
        for (int i = 0; i < 4; i++) story.Pay(Day(70 + 10 * i, "10:00"), "WERKE", "DE00STAHL00000000001", 120_000 + 7_000 * i, Invoice("Norddraht Stahl GmbH", "NORDDEHH"));
        return story;
    }

    [Theory]
    [InlineData(184_000, "Norddraht Stahl GmbH", "Review 50: N01 N04 S05")]
    // With A01 alone it would be 65 points and no hold, as the sheet has it; a sum that breaks both records is held.
    [InlineData(684_000, "Norddraht Stahl GmbH", "Hold 72: N01 N04 A02 A06 S05")]
    public void Q9_a_known_supplier_at_a_new_account_abroad_is_reviewed(int amount, string supplier, string expected)
    {
        using var story = Works();
        Is(expected, story.Pay(Day(121, "10:30"), "WERKE", "HK-778-1", amount, Invoice(supplier, "PEARHKHH")));
    }

    [Fact]
    public void Q9_minus_an_announced_new_account_is_a_first_payment_and_no_more()
    {
        using var story = Works(("announced_accounts.list", "account DE00STAHL00000000002\n"));
        Is("Pass 6: N01", story.Pay(Day(121, "10:30"), "WERKE", "DE00STAHL00000000002", 184_000, Invoice("Norddraht Stahl GmbH", "NORDDEHH")));
    }

    // ---- Q10 to Q12 -------------------------------------------------------------------------------------------------

    [Fact]
    public void Q10_a_payment_to_a_known_friend_on_Sunday_night_passes()
    {
        using var story = new WalletStory().Neighbours().Habit("EMMA", Everyday);
        Is("Pass 12: C03", story.Pay(Day(125, "02:10"), "EMMA", "EMMA-FRIEND-1", 35, "\"kind\":\"p2p\""));
    }

    [Fact]
    public void Q11_the_payment_beyond_the_daily_cap_is_reviewed()
    {
        using var story = new WalletStory().Neighbours().Habit("FRIDA", Everyday);
        string[] known = ["BAKERY", "GROCER", "CAFE", "FRIEND-1", "LANDLORD"];
        for (int i = 1; i <= 101; i++)
        {
            var verdict = story.Pay(Day(121, "07:00").AddMinutes(9 * (i - 1)), "FRIDA", $"FRIDA-{known[i % 5]}", Everyday[i % Everyday.Length]);
            Assert.True(verdict.Outcome == (i <= 100 ? Outcome.Pass : Outcome.Review) && verdict.Rules.Contains("V07", StringComparison.Ordinal) == i > 100, $"{i}: {verdict}");
        }
    }

    [Fact]
    public void Q12_a_declared_payroll_with_prior_runs_passes()
    {
        using var story = new WalletStory().Neighbours();
        const string Salary = "\"debtor_name\":\"Elbtal Werke GmbH\",\"kind\":\"salary\",\"purpose\":\"SALA\",\"signals\":{\"batch\":true}";
        for (int run = 0; run < 3; run++)
        {
            for (int employee = 0; employee < 5_000; employee++)
            {
                // A few are hired between the runs.
                if (run < 2 && employee >= 4_950) continue;
                var pay = story.Pay(Day(60 + 30 * run, "09:00").AddSeconds(0.24 * employee), "WERKE-PAYROLL", $"EMPLOYEE-{employee}", 2_100 + employee * 7 % 1_900, Salary);
                if (run == 2) Assert.True(pay.Outcome == Outcome.Pass && !pay.Rules.Contains('V', StringComparison.Ordinal) && !pay.Rules.Contains('F', StringComparison.Ordinal), pay.ToString());
            }
        }
    }

    // ---- honest traffic ---------------------------------------------------------------------------------------------

    /// <summary>FRAUD_SEED sets the world. The first sixty days are warm-up.</summary>
    [Fact]
    public void Ordinary_customers_are_left_alone()
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("FRAUD_SEED"), System.Globalization.CultureInfo.InvariantCulture, out ulong asked) ? asked : 1;
        var policy = Policy.RetailWallet.With(ReferenceData.Default.With("DEFAULT.calendar", "calendar DEFAULT base DE\n"));
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 256 << 20 });
        int all = 0, judged = 0, held = 0, reviewed = 0;
        var rules = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var lines = new List<string>();
        var decision = new Decision[1];
        foreach (var (at, line, rejected) in new WalletTraffic(seed, 260, 120).All())
        {
            engine.EvaluateBatch([new MessageInput(line, at, rejected ? Settlement.Rejected : Settlement.Accepted)], decision);
            all++;
            if (at < Start.AddDays(60)) continue;
            judged++;
            if (decision[0].Points == 0) continue;
            var hits = decision[0].Explain().Rules;
            foreach (var hit in hits) rules[hit.Id] = rules.GetValueOrDefault(hit.Id) + 1;
            if (decision[0].Outcome == Outcome.Pass) continue;
            if (decision[0].Outcome == Outcome.Review) reviewed++; else held++;
            lines.Add($"{decision[0].Outcome} {decision[0].Points}: {string.Join(' ', hits.Select(h => $"{h.Id}={h.Points}"))} {System.Text.Encoding.UTF8.GetString(line)}");
        }
        string report = $"{all} payments, {judged} judged, {held} held, {reviewed} reviewed; {string.Join(' ', rules.Select(r => $"{r.Key}:{100.0 * r.Value / judged:0.00}%"))}\n{string.Join("\n", lines)}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(all >= 20_000, report);
        Assert.True(held <= 0.0002 * judged, report);
        Assert.True(reviewed <= 0.005 * judged, report);
    }

    static MessageInput[] Traffic() => [.. new WalletTraffic(7, 60, 50).All().Select((p, i) => new MessageInput(
        i % 3 == 0 ? [.. p.Line[..^1], .. ",\"device\":\"D-1\",\"operator\":\"O-1\",\"creditor_country\":\"KP\"}"u8] : p.Line, p.At, p.Rejected ? Settlement.Rejected : Settlement.Accepted))];

    static FraudEngine WithLists()
    {
        var policy = Policy.Parse(new Dictionary<string, string>
        {
            ["a.rules"] = "use \"retail-wallet\"\n", ["DEFAULT.calendar"] = "calendar DEFAULT base DE\n", ["merchants.list"] = "account SHOP-1\n", ["risk_sectors.list"] = "account SHOP-2\n",
            ["risk_countries.list"] = "country KP\n", ["announced_accounts.list"] = "account SHOP-3\n", ["compromised.list"] = "element O-2 2025-01-01\n", ["forbidden.list"] = "account NOBODY\n", ["watch.list"] = "term NOWHERE\n",
        });
        Assert.Empty(policy.Diagnostics);
        return new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 160 << 20 });
    }

    [Fact]
    public void Records_are_judged_alike_one_by_one_and_in_batches()
    {
        var traffic = Traffic();
        using FraudEngine single = WithLists(), batched = WithLists();
        var (one, many) = (new Decision[1], new Decision[256]);
        for (int i = 0; i < traffic.Length; i += 256)
        {
            var part = traffic.AsSpan(i, Math.Min(256, traffic.Length - i));
            batched.EvaluateBatch(part, many);
            for (int j = 0; j < part.Length; j++)
            {
                single.EvaluateBatch(part.Slice(j, 1), one);
                Assert.Equal((one[0].Outcome, one[0].Points), (many[j].Outcome, many[j].Points));
                Assert.Equal(one[0].Explain().Rules.Select(r => r.Reason), many[j].Explain().Rules.Select(r => r.Reason));
            }
        }
        Assert.Equal(single.StateHash(), batched.StateHash());
    }

    [Fact]
    public void Nothing_is_allocated_for_a_record()
    {
        var traffic = Traffic();
        using var engine = WithLists();
        var decisions = new Decision[256];
        long least = long.MaxValue;
        for (int run = 0; run < 12; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < traffic.Length; i += 256) engine.EvaluateBatch(traffic.AsSpan(i, Math.Min(256, traffic.Length - i)), decisions);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
