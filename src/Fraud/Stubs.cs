#pragma warning disable
namespace Fraud { public sealed class ReferenceData { internal static ReferenceData Default=new(); internal ReferenceData With(System.Collections.Generic.IReadOnlyDictionary<string,string> d)=>this; internal string Version=""; internal Reference.Calendar? CalendarOf(Bic b)=>null; internal Reference.Calendar? CalendarOfCountry(ushort b)=>null; internal Reference.PaymentRail? RailOf(CurrencyCode c)=>null; internal Reference.RateTable Rates=new(); internal Reference.Lists Lists=new(); }
 enum PartyClass : byte { Unsure, FinancialInstitution=3, Organisation=2 } }
namespace Fraud.Reference {
enum DayKind { Business, Weekend, Holiday, Unknown }
sealed class Calendar { public long ToLocalTicks(long t)=>t; public DayKind KindOf(int d)=>0; public (int,int) HoursOf(int d)=>(0,0); public bool IsPublicHoliday(int d)=>false; public string? HolidayName(int d)=>null; public static long NextCommonOpening(Calendar a, Calendar b, long t)=>0; }
sealed class PaymentRail { public bool TryToCutOff(long t, out long l){l=0;return false;} public Calendar Calendar=new(); }
sealed class RateTable { public bool TryConvert(Money m,int d,out long h){h=0;return false;} }
sealed class Lists {}
static class Countries { public static ushort CountryOfAddress(ReadOnlySpan<byte> b)=>0; }
static class EntityWords { public static int FindTypo(ReadOnlySpan<byte> n, out int s,out int l){s=l=0;return -1;} }
static class WorksWords { public static int Count(ReadOnlySpan<byte> n)=>0; }
static class HiddenCustomer { public static bool Found(ReadOnlySpan<byte> n)=>false; }
static class NameClassifier { public static PartyClass Classify(ReadOnlySpan<byte> n)=>0; }
}
namespace Fraud.Rules.Facts { sealed class ListFacts(Func<Fraud.Rules.Binding.Field,int> c, ReferenceData r):FactGroup { public override void Write(in FactRow row){} } }
