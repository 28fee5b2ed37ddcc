using System.Reflection;
using SettleEngine.SignatureOracle.Paths;
using Xunit.Sdk;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Runs a theory once for each way through the engine's code that this machine can run.</summary>
internal sealed class PathsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        VerdictPaths.All.Where(path => path.Absence is null).Select(path => new object[] { path.Name });
}
