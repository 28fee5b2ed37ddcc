using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A lane whose transactions nobody reads.</summary>
internal sealed class IdleSigner : ILaneSigner
{
    private static readonly Hash256 One = Hash256.Parse("0x" + new string('0', 63) + "1");

    public Address Account { get; } = Address.Parse("0x1a00000000000000000000000000000000000001");

    public ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken) =>
        new(new EcdsaSignature(hash, One, 27));
}
