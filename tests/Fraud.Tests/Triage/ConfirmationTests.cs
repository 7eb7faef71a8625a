using FsCheck;
using FsCheck.Fluent;
using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Planning;
using Fraud.Triage;

namespace Fraud.Tests.Triage;

/// <summary>The watch for confirmations against a plain list of orders that is looked through from end to end.</summary>
public class ConfirmationTests
{
    const int Capacity = 12;
    const long Within = 2 * TimeSpan.TicksPerHour;
    static readonly long s_start = new DateTime(2016, 2, 1, 14, 0, 0).Ticks;

    /// <summary>What happens: an order of a sender, a confirmation of one of the latest or of none, a rejection, or only time.</summary>
    sealed record Step(int Kind, int Sender, int Which, int Minutes);

    sealed class Plain
    {
        sealed class Order
        {
            public int Sender, Number;
            public long Ticks, Due;
            public bool Accepted, Waiting, Confirmed;
        }

        readonly List<Order> _orders = [];
        readonly SortedDictionary<int, (long Matched, int Total, int InTime)> _pairs = [];
        readonly PaymentRailOf _rail = new();

        public void Send(int sender, int number, long ticks)
        {
            var order = new Order { Sender = sender, Number = number, Ticks = ticks, Due = _rail.After(ticks), Accepted = true };
            order.Waiting = _pairs.TryGetValue(sender, out var pair) && ticks - pair.Matched <= TimeSpan.FromDays(30).Ticks && pair.InTime >= 0.8 * pair.Total;
            _orders.Add(order);
            if (_orders.Count > Capacity) _orders.RemoveAt(0);
        }

        public void Reject(int number)
        {
            if (_orders.FindLast(o => o.Number == number) is { } order) order.Waiting = false;
        }

        public void Confirm(int number, int sender, long now)
        {
            if (_orders.FindLast(o => o.Number == number && o.Sender == sender) is not { } order) return;
            var (_, total, inTime) = _pairs.GetValueOrDefault(sender);
            if (!order.Confirmed)
            {
                if (total == 64) (total, inTime) = (32, inTime / 2);
                (total, inTime) = (total + 1, inTime + (now <= order.Due ? 1 : 0));
            }
            order.Confirmed = true;
            order.Waiting = false;
            _pairs[sender] = (now, total, inTime);
        }

        public long? Overdue(int sender, long now)
        {
            if (!_pairs.TryGetValue(sender, out var pair) || now - pair.Matched > TimeSpan.FromDays(30).Ticks) return null;
            return _orders.Count(o => o.Sender == sender && o.Waiting && o.Due < now && o.Due >= now - TimeSpan.FromDays(10).Ticks);
        }
    }

    sealed class PaymentRailOf
    {
        readonly Fraud.Reference.PaymentRail _fedwire = ReferenceData.Default.Rails.Of(CurrencyCode.Parse("USD"))!;
        public long After(long ticks) => _fedwire.After(ticks, Within);
    }

    [Fact]
    public void The_watch_counts_what_a_list_of_orders_counts()
    {
        var step = from kind in Gen.Choose(0, 9) from sender in Gen.Choose(1, 2) from which in Gen.Choose(0, 5) from minutes in Gen.Frequency((6, Gen.Choose(1, 50)), (3, Gen.Choose(60, 300)), (1, Gen.Choose(2000, 9000)))
            select new Step(kind, sender, which, minutes);
        Prop.ForAll(Arb.From(Gen.ArrayOf(step)), steps =>
        {
            var watch = new Confirmations(Capacity);
            watch.Serve(new WatchColumns(Within, 0, 1, 2), ReferenceData.Default);
            var plain = new Plain();
            var batch = new ColumnBatch(3) { Rows = 1 };
            var sent = new List<(int Sender, int Number)>();
            long now = s_start;
            foreach (var (kind, sender, which, minutes) in steps)
            {
                now += minutes * TimeSpan.TicksPerMinute;
                batch.Ticks[0] = now;
                watch.Tick();
                var target = sent.Count == 0 ? (Sender: sender, Number: 999) : sent[^Math.Min(sent.Count, 1 + which)];
                TransferFields fields = default;
                var keys = Keys(sender, 0);
                if (kind is 4 or 5 or 6 or 7)
                {
                    (fields.Booking, keys) = (Booking.Debit, Keys(target.Sender, target.Number));
                    plain.Confirm(target.Number, target.Sender, now);
                }
                watch.Fill(batch, 0, in fields, in keys, test: false);
                long value = batch.Values[0];
                int owner = kind is 4 or 5 or 6 or 7 ? target.Sender : sender;
                Assert.Equal(plain.Overdue(owner, now), value == ColumnBatch.Unknown ? null : value);
                if (kind < 4)
                {
                    int number = sent.Count + 1;
                    sent.Add((sender, number));
                    fields.SettlementAmount = new Money(100, 0, CurrencyCode.Parse("USD"));
                    fields.Class = TransferClass.Customer;
                    watch.Send(in fields, Keys(sender, number), number, now, Ledger.Accepted);
                    plain.Send(sender, number, now);
                }
                else if (kind == 8)
                {
                    watch.Settle(target.Number, Ledger.Rejected);
                    plain.Reject(target.Number);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    static TransferKeys Keys(int sender, int number) => new(0, number == 0 ? 0 : (ulong)(1000 + number), 0, 0, 0) { Owner = (ulong)sender, Other = 77 };

    [Theory]
    [InlineData("19999977.50", "20000000", true)] // the 22.50 of 2016
    [InlineData("20000100", "20000000", true)]
    [InlineData("20025000", "20000000", false)]
    [InlineData("19980000", "20000000", true)]    // a thousandth
    [InlineData("1000", "1100", true)]
    [InlineData("1000", "1100.01", false)]
    public void Charges_may_be_taken_from_what_was_ordered(string booked, string ordered, bool answers)
    {
        static Money Usd(string text) => new(long.Parse(text.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture), (byte)(text.Contains('.', StringComparison.Ordinal) ? 2 : 0), CurrencyCode.Parse("USD"));
        Assert.Equal(answers, Confirmations.Answers(Usd(booked), Usd(ordered)));
        Assert.False(Confirmations.Answers(Usd(booked), new Money(1, 0, CurrencyCode.Parse("EUR"))));
    }
}
