using System.Reflection;
using SettleEngine.SignatureOracle.Paths;
using Xunit.Sdk;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Shows a skipped test in place of the ways through the engine's code that this machine cannot run, and nothing
/// where there is none.</summary>
internal sealed class AbsentPathsAttribute : DataAttribute
{
    public AbsentPathsAttribute()
    {
        var absent = VerdictPaths.All.Where(path => path.Absence is not null).ToList();
        if (absent.Count > 0)
        {
            Skip = string.Join("; ", absent.Select(path => $"{path.Name}: {path.Absence}"));
        }
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [];
}
