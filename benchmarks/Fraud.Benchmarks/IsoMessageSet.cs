using System.Globalization;
using System.Text;

namespace Fraud.Benchmarks;

/// <summary>Different pacs.008 of about 2.9 kB, indented as they come, from a fixed seed; back to back in one buffer of 106 MB, which no cache holds.</summary>
sealed class IsoMessageSet
{
    public const int Count = 37_000;
    public readonly byte[] Bytes;
    public readonly int[] Starts = new int[Count + 1];

    static readonly string[] Banks = ["DEUTDEFFXXX", "BNPAFRPPXXX", "CHASUS33XXX", "BARCGB22XXX", "UBSWCHZHXXX", "INGBNL2AXXX", "COBADEFFXXX", "DBSSSGSGXXX"];
    static readonly string[] Names = ["Acme Trading GmbH", "John Q Smith", "Maria Garcia Lopez", "Northern Lights Shipping Ltd", "SARL Dupont et Fils", "K Tanaka", "Oceanic Imports Pte Ltd"];
    static readonly string[] Streets = ["High Street", "Long Lane", "Rue de Rivoli", "Hauptstrasse", "Orchard Road"];
    static readonly (string Town, string Country)[] Towns = [("London", "GB"), ("Paris", "FR"), ("Frankfurt am Main", "DE"), ("Singapore", "SG"), ("New York", "US")];
    static readonly string[] Currencies = ["USD", "EUR", "GBP", "CHF"];

    public IsoMessageSet()
    {
        var random = new Random(20261114);
        var all = new MemoryStream();
        for (int i = 0; i < Count; i++)
        {
            Starts[i] = (int)all.Length;
            all.Write(Encoding.UTF8.GetBytes(Message(random, i)));
        }
        Starts[Count] = (int)all.Length;
        Bytes = all.ToArray();
    }

    public ReadOnlySpan<byte> this[int index] => Bytes.AsSpan(Starts[index], Starts[index + 1] - Starts[index]);

    static string Message(Random random, int i)
    {
        T Pick<T>(T[] from) => from[random.Next(from.Length)];
        string currency = Pick(Currencies), amount = (random.Next(1, 90_000_000) / (decimal)100).ToString("0.00", CultureInfo.InvariantCulture), day = $"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}";
        string hex = Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())) + Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64()));
        string Agent(string name) => $"      <{name}>\n        <FinInstnId>\n          <BICFI>{Pick(Banks)}</BICFI>\n        </FinInstnId>\n      </{name}>\n";
        string Account(string name) => $"      <{name}>\n        <Id>\n          <IBAN>DE{random.Next(10, 99)}{random.NextInt64(100000000000000000, 999999999999999999)}</IBAN>\n        </Id>\n      </{name}>\n";
        string Party(string name)
        {
            var (town, country) = Pick(Towns);
            return $"      <{name}>\n        <Nm>{Pick(Names)}</Nm>\n        <PstlAdr>\n          <StrtNm>{Pick(Streets)}</StrtNm>\n          <BldgNb>{random.Next(1, 400)}</BldgNb>\n"
                + $"          <PstCd>{random.Next(10000, 99999)}</PstCd>\n          <TwnNm>{town}</TwnNm>\n          <Ctry>{country}</Ctry>\n        </PstlAdr>\n      </{name}>\n";
        }
        string intermediary = $"      <IntrmyAgt1>\n        <FinInstnId>\n          <BICFI>{Pick(Banks)}</BICFI>\n          <Nm>Intermediary Bank Number One</Nm>\n          <PstlAdr>\n            <StrtNm>Koningsplein</StrtNm>\n"
            + "            <TwnNm>Amsterdam</TwnNm>\n            <Ctry>NL</Ctry>\n          </PstlAdr>\n        </FinInstnId>\n      </IntrmyAgt1>\n";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">\n  <FIToFICstmrCdtTrf>\n    <GrpHdr>\n"
            + $"      <MsgId>MSG{i:000000000000}</MsgId>\n      <CreDtTm>{day}T{random.Next(24):00}:{random.Next(60):00}:00.000+01:00</CreDtTm>\n      <NbOfTxs>1</NbOfTxs>\n"
            + "      <SttlmInf>\n        <SttlmMtd>INDA</SttlmMtd>\n      </SttlmInf>\n    </GrpHdr>\n    <CdtTrfTxInf>\n"
            + $"      <PmtId>\n        <InstrId>INSTR{i:0000000000}</InstrId>\n        <EndToEndId>E2E{random.Next():000000000000}</EndToEndId>\n        <UETR>{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..32]}</UETR>\n      </PmtId>\n"
            + "      <PmtTpInf>\n        <SvcLvl>\n          <Cd>G001</Cd>\n        </SvcLvl>\n        <CtgyPurp>\n          <Cd>SUPP</Cd>\n        </CtgyPurp>\n      </PmtTpInf>\n"
            + $"      <IntrBkSttlmAmt Ccy=\"{currency}\">{amount}</IntrBkSttlmAmt>\n      <IntrBkSttlmDt>{day}</IntrBkSttlmDt>\n      <InstdAmt Ccy=\"{currency}\">{amount}</InstdAmt>\n      <ChrgBr>SHAR</ChrgBr>\n"
            + Agent("InstgAgt") + Agent("InstdAgt") + intermediary + Party("UltmtDbtr") + Party("Dbtr") + Account("DbtrAcct") + Agent("DbtrAgt") + Agent("CdtrAgt") + Party("Cdtr") + Account("CdtrAcct")
            + $"      <Purp>\n        <Cd>GDDS</Cd>\n      </Purp>\n      <RmtInf>\n        <Ustrd>Invoice {random.Next(100000, 999999)} dated {day}, goods and services</Ustrd>\n      </RmtInf>\n"
            + "    </CdtTrfTxInf>\n  </FIToFICstmrCdtTrf>\n</Document>\n";
    }
}
