using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fraud.Profiles;

/// <summary>
/// Who paid whom: per account the latest 64 transfers that it received, in the order of their times, so that money can be followed backwards. The account and its first
/// transfer share one cache line; more lie in a block beside it that grows with them.
/// <para>Memory: as of a <see cref="ProfileTable"/>. An account that received nothing within the longest window gives its place to a new one, found by a hand that goes round;
/// when the budget is used up, the one of eight at the hand whose latest transfer is oldest does, or gives up its block.</para>
/// Not thread-safe.
/// </summary>
sealed unsafe partial class FlowGraph : IDisposable
{
    /// <summary>Transfers kept per account: of a payroll's or a merchant's thousands the money of one cannot be followed anyway.</summary>
    public const int Degree = 64;

    /// <summary>Accounts looked at for one that has outlived all windows: with four, a steady stream of new accounts finds one each time when every fourth has.</summary>
    const int Looks = 4;

    const int Neighbourhood = 8, LongestSearch = 256;

    /// <summary>Of the budget, a quarter is not for accounts.</summary>
    const int HeapShare = 4;

    const int AccountBytes = 64, TransferBytes = 32;

    struct Received
    {
        public long Payer, Amount, Ticks, Agent;

        /// <summary>By time, and all else when times are equal: what is kept, and in which order, does not depend on the order of arrival.</summary>
        public static int Compare(in Received a, in Received b)
        {
            int order = a.Ticks.CompareTo(b.Ticks);
            if (order == 0) order = a.Payer.CompareTo(b.Payer);
            if (order == 0) order = a.Amount.CompareTo(b.Amount);
            return order != 0 ? order : a.Agent.CompareTo(b.Agent);
        }
    }

    struct Account
    {
        public long Key;
        /// <summary>Time of the latest transfer received; unknown when there is none.</summary>
        public long Newest;
        /// <summary>Time of the latest transfer that had to leave because there were more than the account may keep.</summary>
        public long Dropped;
        /// <summary>Where the transfers lie, and how many.</summary>
        public BlockHandle Transfers;
        public Received First;
    }

    FlowSpec _spec;
    FlowQuery[] _queries;
    readonly RecordSlab _accounts;
    readonly KeyIndex _index;
    readonly BlockHeap _heap;
    readonly long _budget;

    /// <summary>A transfer so old tells nothing any more, not even to a late row: the longest window, and the lateness on top.</summary>
    long _lifetime;

    int _next = RecordSlab.First;
    int _hand = RecordSlab.First;

    /// <summary>The account being written, which reclaiming memory must leave alone.</summary>
    Account* _current;
    bool _disposed;

    public FlowGraph(FlowSpec spec, long budgetBytes, PageSource pages)
    {
        if (sizeof(Account) != AccountBytes || sizeof(Received) != TransferBytes) throw new InvalidOperationException("An account fills one cache line.");
        _spec = spec;
        _queries = [.. spec.Queries];
        _lifetime = spec.LongestTicks + EventLog.Lateness;
        _budget = budgetBytes;
        if (KeyIndex.BytesFor(2 * RecordSlab.First) + (long)RecordSlab.First * AccountBytes > budgetBytes)
            throw new ArgumentOutOfRangeException(nameof(budgetBytes), $"{spec.Name}: the budget holds fewer than {RecordSlab.First} accounts.");
        _accounts = new RecordSlab(AccountBytes, pages);
        _accounts.Grow(RecordSlab.First);
        _index = new KeyIndex(_accounts, _accounts.End, pages);
        _heap = new BlockHeap(pages) { Budget = _budget - RecordBytes, Reclaim = Reclaim };
    }

    public FlowSpec Spec => _spec;

    /// <summary>Accounts that received something.</summary>
    public long Keys { get; private set; }

    /// <summary>Bytes taken from the system.</summary>
    public long Bytes => RecordBytes + _heap.Bytes;

    long RecordBytes => _accounts.Bytes + _index.Bytes;

    /// <summary>Accounts whose transfers were given up for another's.</summary>
    public long Evicted { get; private set; }

    /// <summary>All transfers after this are remembered, but for what the budget took: before it, something else was asked, or for a shorter window.</summary>
    public long CompleteFrom { get; set; } = long.MinValue;

    /// <summary>Goes on under another plan that asks the same transfers.</summary>
    public void Rebind(FlowSpec spec, long newestTicks)
    {
        if (spec.LongestTicks > _spec.LongestTicks && newestTicks != long.MinValue) CompleteFrom = Math.Max(CompleteFrom, newestTicks - _spec.LongestTicks);
        _spec = spec;
        _queries = [.. spec.Queries];
        _lifetime = spec.LongestTicks + EventLog.Lateness;
    }

    static bool IsPresent(long key) => key != 0 && key != ColumnBatch.Unknown;

    Account* At(int number) => (Account*)_accounts.At(number);

    /// <summary>Records rows in the ledger each of them settled to, from the columns of their evaluation. A duplicate is not recorded.</summary>
    public void Settle(ColumnBatch rows, ReadOnlySpan<Ledger> ledgerOfRow)
    {
        if (_spec.Ledger == Ledger.Attempts) return;
        fixed (long* values = rows.Values)
            for (int row = rows.From; row < rows.Rows; row++)
            {
                FetchAhead(values + _spec.PayeeColumn * ColumnBatch.Stride, row, rows.From, rows.Rows);
                if (ledgerOfRow[row] == _spec.Ledger && !rows.Duplicate[row]) Record(values + row, rows.Ticks[row]);
            }
    }

    void Record(long* row, long ticks)
    {
        if (!IsHop(row)) return;
        long payee = row[_spec.PayeeColumn * ColumnBatch.Stride];
        var received = new Received
        {
            Payer = row[_spec.PayerColumn * ColumnBatch.Stride],
            Amount = row[_spec.AmountColumn * ColumnBatch.Stride],
            Ticks = ticks,
            Agent = AgentOf(row),
        };
        int number = _index.Find(payee);
        _current = number != 0 ? At(number) : NewAccount(payee, ticks);
        if (_current->Newest == ColumnBatch.Unknown) Keys++;
        _current->Newest = Math.Max(_current->Newest, ticks);
        Insert(_current, in received);
        _current = null;
    }

    /// <summary>Whether the row moves money from one account to another, and meets the condition.</summary>
    bool IsHop(long* row)
    {
        long payer = row[_spec.PayerColumn * ColumnBatch.Stride], payee = row[_spec.PayeeColumn * ColumnBatch.Stride];
        return IsPresent(payer) && IsPresent(payee) && payer != payee && row[_spec.AmountColumn * ColumnBatch.Stride] > 0
            && (_spec.WhereColumn < 0 || row[_spec.WhereColumn * ColumnBatch.Stride] == 1);
    }

    /// <summary>0 when it is not known.</summary>
    long AgentOf(long* row)
    {
        long agent = _spec.AgentColumn < 0 ? 0 : row[_spec.AgentColumn * ColumnBatch.Stride];
        return IsPresent(agent) ? agent : 0;
    }

    static int CapacityOf(int size) => size == BlockHeap.Inside64 ? 1 : BlockHeap.SizeOf(size) / TransferBytes;

    void Insert(Account* account, in Received received)
    {
        int count = account->Transfers.Number;
        bool full = count == CapacityOf(account->Transfers.Size) && !MakeRoom(account, received.Ticks, ref count);
        var transfers = (Received*)account->Transfers.Block;
        if (full)
        {
            bool isOldest = Received.Compare(in received, in transfers[0]) < 0;
            account->Dropped = Math.Max(account->Dropped, isOldest ? received.Ticks : transfers[0].Ticks);
            if (isOldest) return;
            count = Remove(transfers, count, 1);
        }
        int at = count;
        for (; at > 0 && Received.Compare(in transfers[at - 1], in received) > 0; at--) transfers[at] = transfers[at - 1];
        transfers[at] = received;
        account->Transfers = new BlockHandle((byte*)transfers, account->Transfers.Size, count + 1);
    }

    /// <summary>Takes the oldest out; answers how many are left.</summary>
    static int Remove(Received* transfers, int count, int oldest)
    {
        Buffer.MemoryCopy(transfers + oldest, transfers, Degree * TransferBytes, (count - oldest) * TransferBytes);
        return count - oldest;
    }

    /// <summary>Room for one more: what has outlived all windows leaves, or the block grows. False when neither is possible.</summary>
    bool MakeRoom(Account* account, long ticks, ref int count)
    {
        var transfers = (Received*)account->Transfers.Block;
        int expired = 0, size = account->Transfers.Size;
        while (expired < count && transfers[expired].Ticks <= ticks - _lifetime) expired++;
        if (expired > 0)
        {
            count = Remove(transfers, count, expired);
            return true;
        }
        if (count == Degree) return false;
        int larger = size == BlockHeap.Inside64 ? 0 : size + 1;
        byte* block = _heap.Rent(larger);
        if (block == null) return false;
        Unsafe.CopyBlock(block, transfers, (uint)(count * TransferBytes));
        _heap.Return((byte*)transfers, size);
        account->Transfers = new BlockHandle(block, larger, count);
        return true;
    }

    Account* NewAccount(long key, long ticks)
    {
        int number = Recycle(ticks);
        if (number == 0) number = _next < _accounts.End || Grow() ? _next++ : Evict();
        Account* account = At(number);
        Clear(account, key);
        _index.Add(key, number);
        return account;
    }

    static void Clear(Account* account, long key) => *account = new Account
    {
        Key = key, Newest = ColumnBatch.Unknown, Dropped = ColumnBatch.Unknown, Transfers = new BlockHandle((byte*)&account->First, BlockHeap.Inside64, 0),
    };

    int NextAtHand()
    {
        int number = _hand;
        _hand = _hand + 1 < _next ? _hand + 1 : RecordSlab.First;
        return number;
    }

    /// <summary>The number of an account that has outlived all windows; 0 when none is found.</summary>
    int Recycle(long ticks)
    {
        for (int looked = 0; looked < Math.Min(Looks, _next - RecordSlab.First); looked++)
        {
            int number = NextAtHand();
            Account* account = At(number);
            // One whose transfers were given up for memory is older than all.
            if (account->Newest > ticks - _lifetime) continue;
            Release(account);
            _index.Remove(account->Key, number);
            return number;
        }
        return 0;
    }

    bool Grow()
    {
        int whole = _accounts.NextChunk;
        for (int more = whole; more >= Math.Max(1, whole / 8); more /= 2)
        {
            long beside = Math.Max(_heap.Bytes, _budget / HeapShare);
            if (KeyIndex.BytesFor(2 * whole) + _accounts.Bytes + (long)more * AccountBytes + beside > _budget) continue;
            _accounts.Grow(more);
            _index.Double();
            _heap.Budget = _budget - RecordBytes;
            return true;
        }
        return false;
    }

    /// <summary>Makes one place; answers its number.</summary>
    int Evict()
    {
        int oldest = 0;
        for (int looked = 0; looked < Neighbourhood; looked++)
        {
            int number = NextAtHand();
            if (oldest == 0 || At(number)->Newest < At(oldest)->Newest) oldest = number;
        }
        if (At(oldest)->Newest != ColumnBatch.Unknown) Evicted++;
        Release(At(oldest));
        _index.Remove(At(oldest)->Key, oldest);
        return oldest;
    }

    /// <summary>Gives back the block of one account, whose place stays until it is recycled.</summary>
    bool Reclaim()
    {
        Account* oldest = null;
        for (int looked = 0, seen = 0; looked < Math.Min(_next - RecordSlab.First, LongestSearch) && seen < Neighbourhood; looked++)
        {
            Account* account = At(NextAtHand());
            if (account == _current || !BlockHeap.IsOnHeap(account->Transfers)) continue;
            seen++;
            if (oldest == null || account->Newest < oldest->Newest) oldest = account;
        }
        if (oldest == null) return false;
        Evicted++;
        Release(oldest);
        Clear(oldest, oldest->Key);
        return true;
    }

    void Release(Account* account)
    {
        if (account->Newest == ColumnBatch.Unknown) return;
        Keys--;
        _heap.Return(account->Transfers.Block, account->Transfers.Size);
    }

    /// <summary>Equal for graphs that saw the same, whatever the batch size: the sum over accounts, so that their order in memory does not matter.</summary>
    public ulong StateHash()
    {
        ulong sum = 0;
        for (int number = RecordSlab.First; number < _next; number++)
        {
            Account* account = At(number);
            if (account->Newest == ColumnBatch.Unknown) continue;
            ulong hash = Mix(Mix(Mix(0x13198A2E03707344, (ulong)account->Key), (ulong)account->Newest), (ulong)account->Dropped);
            foreach (ulong word in new ReadOnlySpan<ulong>(account->Transfers.Block, account->Transfers.Number * TransferBytes / sizeof(ulong))) hash = Mix(hash, word);
            sum += hash ^ hash >> 31;
        }
        return sum;
    }

    static ulong Mix(ulong hash, ulong word) => BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _index.Dispose();
        _accounts.Dispose();
        _heap.Dispose();
    }
}
