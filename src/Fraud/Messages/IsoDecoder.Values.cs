namespace Fraud.Messages;

static partial class IsoDecoder
{
    /// <summary>The values that hold for one transaction: its own, then those of its batch, its group and the application header.</summary>
    ref partial struct Values
    {
        readonly ReadOnlySpan<byte> _message;
        readonly IsoTable _table;
        readonly TextArena _arena;
        readonly IsoTransaction _transaction;
        readonly IsoDocument _document;
        readonly int _known; // what stands in First is of this reading when it is greater

        public Values(ReadOnlySpan<byte> message, IsoTable table, TextArena arena, in IsoTransaction transaction, in IsoDocument document)
        {
            _message = message;
            (_table, _arena) = (table, arena);
            (_transaction, _document) = (transaction, document);
            _known = table.NewReading();
            Mark(transaction.Start, transaction.End, 1);
            if (transaction.Batch >= 0) Mark(table.Batches[transaction.Batch].Start, table.Batches[transaction.Batch].End, 2);
            Mark(document.Group, document.GroupEnd, 3);
            Mark(document.Header, document.HeaderEnd, 4);
        }

        /// <summary>Whether a text held a reference that is none of XML's own: then the message is not well-formed.</summary>
        public bool Faulty { get; private set; }

        /// <summary>Whether a value that may stand once stands twice on its level.</summary>
        public bool Ambiguous { get; private set; }

        /// <summary>Whether a text that is made of several is longer than any message needs.</summary>
        public bool Excessive { get; private set; }

        void Mark(int from, int to, byte level)
        {
            var values = _table.Values;
            var first = _table.First;
            var levels = _table.BlockLevel;
            for (int i = from; i < to; i++)
            {
                int slot = values[i].Slot;
                if (slot >= IsoSlot.FirstBlock)
                {
                    ref byte known = ref levels[slot >> IsoSlot.BlockShift];
                    if (known == 0) known = level;
                    else if (known != level) continue;
                }
                ref int at = ref first[slot];
                if (at <= _known) at = _known + i + 1;
                else if (at - _known - 1 >= from && IsoSlot.StandsOnce(slot)) Ambiguous = true;
            }
        }

        readonly bool Has(int slot) => _table.First[slot] > _known;

        /// <summary>The first value of a slot; negative when there is none.</summary>
        readonly int FirstOf(int slot) => _table.First[slot] - _known - 1;

        /// <summary>Whether anything of a party, an agent or an account is given.</summary>
        readonly bool HasBlock(int block) => _table.BlockLevel[block >> IsoSlot.BlockShift] != 0;

        Slice Text(int slot)
        {
            int at = FirstOf(slot);
            if (at < 0) return default;
            if (!IsoText.TryRead(_message, in _table.Values[at], _table.HasReferences, _arena, out var text)) Faulty = true;
            return text;
        }

        Slice TextOrElse(int slot, int other) => Text(slot) is { IsEmpty: false } text ? text : Text(other);

        ReadOnlySpan<byte> BytesOf(int slot) => Text(slot).Of(_message, _arena.Bytes);

        /// <summary>All values of a slot that follow the first, as lines; one alone as it stands.</summary>
        Slice Lines(int slot) => FirstOf(slot) is >= 0 and int at ? Join(at, slot, slot) : default;

        /// <summary>The values from there on whose slots lie in [first, last], as lines.</summary>
        Slice Join(int from, int first, int last)
        {
            var values = _table.Values;
            int to = from + 1, end = EndOf(from);
            while (to < end && values[to].Slot >= first && values[to].Slot <= last) to++;
            if (to == from + 1)
            {
                if (!IsoText.TryRead(_message, in values[from], _table.HasReferences, _arena, out var alone)) Faulty = true;
                return alone;
            }
            _arena.Open();
            for (int i = from; i < to; i++)
            {
                if (i > from) _arena.Append((byte)'\n');
                if (!IsoText.TryAppend(_message, in values[i], _table.HasReferences, _arena)) Faulty = true;
                if (_arena.OpenLength <= MaxJoined) continue;
                Excessive = true;
                break;
            }
            return _arena.Close();
        }

        // Ten lines of remittance or of an address, as the longest references.
        const int MaxJoined = 8192;

        /// <summary>Where the level ends on which a value stands: what follows is another transaction's.</summary>
        readonly int EndOf(int value)
        {
            if (value >= _transaction.Start && value < _transaction.End) return _transaction.End;
            if (_transaction.Batch >= 0 && _table.Batches[_transaction.Batch] is var batch && value >= batch.Start && value < batch.End) return batch.End;
            return value >= _document.Group && value < _document.GroupEnd ? _document.GroupEnd : value < _document.HeaderEnd ? _document.HeaderEnd : value + 1;
        }

        Bic BicOf(int block) => Has(block + IsoSlot.Bic) && Bic.TryParse(BytesOf(block + IsoSlot.Bic), out var bic) ? bic : default;

        /// <summary>What names an agent that has no BIC.</summary>
        Slice AgentId(int block) => TextOrElse(block + IsoSlot.Member, block + IsoSlot.Name);

        Slice Account(int block) => Text(block + IsoSlot.Iban) is { IsEmpty: false } iban ? iban : TextOrElse(block + IsoSlot.Other, block + IsoSlot.Proxy);

        Money MoneyOf(int slot)
        {
            if (!Has(slot)) return default;
            var text = Text(slot);
            var source = text.Start >= 0 ? _message : _arena.Bytes;
            int start = text.Start >= 0 ? text.Start : ~text.Start;
            if (!FinValue.TryReadAmount(source, start, text.Length, out long unscaled, out int scale, (byte)'.')) return default;
            return CurrencyCode.TryParse(BytesOf(slot + 1), out var currency) ? new Money(unscaled, (byte)scale, currency) : default;
        }

        UInt128 UetrOf(int slot) => Has(slot) && Uetr.TryParse(BytesOf(slot), out var uetr) ? uetr : default;

        int Day(int slot) => IsoText.TryReadDate(BytesOf(slot), out int day) ? day : TransferFields.NoDay;

        ushort CountryOf(int block)
        {
            var text = BytesOf(block + IsoSlot.Country);
            if (text.IsEmpty) text = BytesOf(block + IsoSlot.Residence);
            RecordValue.TryReadCountry(text, out ushort country);
            return country;
        }

        const int LineCharacters = 70;

        int Characters(int value)
        {
            if (!IsoText.TryRead(_message, in _table.Values[value], _table.HasReferences, _arena, out var text)) Faulty = true;
            return IsoText.Characters(text.Of(_message, _arena.Bytes));
        }

        /// <summary>The elements and lines of an address as lines, in the order they stand, and its form by the standards release 2026.</summary>
        Slice Address(int block, out AddressForm form)
        {
            form = AddressForm.None;
            int first = int.MaxValue;
            for (int part = IsoSlot.Country; part <= IsoSlot.AddressLine; part++)
                if (FirstOf(block + part) is >= 0 and int at) first = Math.Min(first, at);
            if (first == int.MaxValue) return default;
            int lines = 0, longest = 0;
            bool parts = Has(block + IsoSlot.AddressPart) || Has(block + IsoSlot.Town);
            for (int i = first, end = EndOf(first); i < end && _table.Values[i].Slot >= block + IsoSlot.Country && _table.Values[i].Slot <= block + IsoSlot.AddressLine; i++)
            {
                if (_table.Values[i].Slot != block + IsoSlot.AddressLine) continue;
                lines++;
                // Bytes bound characters; only a line that is too long in bytes is read to count them.
                int length = _table.Values[i].Length;
                if (length > LineCharacters) length = Characters(i);
                longest = Math.Max(longest, length);
            }
            bool placed = Has(block + IsoSlot.Town) && Has(block + IsoSlot.Country);
            form = lines == 0 ? placed ? AddressForm.Structured : AddressForm.Incomplete
                : placed ? lines <= 2 && longest <= LineCharacters ? AddressForm.Hybrid : AddressForm.Incomplete
                : parts ? AddressForm.Incomplete : AddressForm.Unstructured;
            return Join(first, block + IsoSlot.Country, block + IsoSlot.AddressLine);
        }
    }
}
