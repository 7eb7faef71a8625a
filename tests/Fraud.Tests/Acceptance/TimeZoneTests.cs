using System.Diagnostics;

namespace Fraud.Tests.Acceptance;

/// <summary>AC9: the zone of the machine changes nothing. It is set for a whole process, so the tool is run as one.</summary>
public class TimeZoneTests
{
    [Fact]
    public async Task AC9_the_machines_time_zone_does_not_change_decisions()
    {
        string folder = Directory.CreateTempSubdirectory("fraud-zones-").FullName;
        try
        {
            var decisions = new Dictionary<string, string>();
            foreach (string zone in (string[])["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"])
            {
                string output = Path.Combine(folder, zone.Replace('/', '-') + ".jsonl");
                var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
                foreach (string argument in (string[])["Fraud.Cli.dll", "replay", "Samples/bangladesh/padma.jsonl", "--out", output]) start.ArgumentList.Add(argument);
                start.Environment["TZ"] = zone;
                using var process = Process.Start(start)!;
                var error = process.StandardError.ReadToEndAsync();
                await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                Assert.True(process.ExitCode == 0, await error);
                decisions[zone] = File.ReadAllText(output);
            }
            Assert.Equal(374, decisions["UTC"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.Single(decisions.Values.Distinct());
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
