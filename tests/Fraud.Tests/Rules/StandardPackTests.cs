namespace Fraud.Tests.Rules;

public class StandardPackTests
{
    [Fact]
    public void Institution_pack_has_no_findings()
        => Assert.Equal("", string.Join("\n", Policy.Institution.Diagnostics));
}
