using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>
/// The guarded settler as it stands on every chain that has it: <c>src/contracts/settler/GuardedSettler.sol</c>, put there
/// by CREATE2 through the deterministic deployment proxy. Address and code follow from these constants alone, so whoever
/// deployed it deployed this.
/// </summary>
/// <remarks>The code is written out here and not read from the compiled artifact, because it must not change by accident:
/// another byte is another address, and every chain would have to be served anew.</remarks>
public static class SettlerContract
{
    private const int ConstructorBytes = 31;

    private const string InitCodeHex =
        "6080604052348015600f57600080fd5b506101608061001f6000396000f3fe608060405234801561001057600080fd5b5060"
        + "00358060f81c73ffffffffffffffffffffffffffffffffffffffff8260581c1662ffffff8360401c16925060186098836001"
        + "8114610057576002811461006957600080fd5b602c92506084915060183560601c6024525b50368183820306838210171561"
        + "007e57600080fd5b611388603f87048701017fe3ee160e000000000000000000000000000000000000000000000000000000"
        + "006000525b8184101561015e57805a1061015e5783358060601c600452600287036100d957608485013560601c6024525b67"
        + "ffffffffffffffff8160201c1660445263ffffffff8116606452602085013560e01c608452602485013560a4526064850135"
        + "90508060ff1c601b0160c452604485013560e4527f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        + "ffffff81166101045250600080610124600080898cf150928201926100ad565b00";

    /// <summary>The proxy that deploys: it takes a salt and creation code as calldata. Most chains have it at this address.</summary>
    public static Address DeploymentProxy { get; } = Address.Parse("0x4e59b44847b379578588920ca78fbf26c0b4956c");

    /// <summary>What is sent to <see cref="DeploymentProxy"/>: a salt of zero, then the creation code.</summary>
    public static ReadOnlyMemory<byte> Deployment { get; } = BuildDeployment();

    /// <summary>The code that runs.</summary>
    public static ReadOnlyMemory<byte> RuntimeCode => Deployment[(Hash256.Size + ConstructorBytes)..];

    /// <summary>Keccak-256 of <see cref="RuntimeCode"/>.</summary>
    public static Hash256 CodeHash { get; } = Keccak256.Hash(RuntimeCode.Span);

    /// <summary>Where it stands.</summary>
    public static Address Address { get; } = Create2(DeploymentProxy, Deployment.Span);

    /// <summary>Whether code read from <see cref="Address"/> is the settler's.</summary>
    /// <param name="code">Code as a node tells it; empty when there is none.</param>
    /// <returns>True for exactly this code.</returns>
    public static bool IsCode(ReadOnlySpan<byte> code) => code.SequenceEqual(RuntimeCode.Span);

    private static ReadOnlyMemory<byte> BuildDeployment()
    {
        var deployment = new byte[Hash256.Size + (InitCodeHex.Length / 2)];
        var isHex = Hex.TryDecode($"0x{InitCodeHex}", deployment.AsSpan(Hash256.Size));
        Invariant.Holds(isHex);
        return deployment;
    }

    private static Address Create2(Address deployer, ReadOnlySpan<byte> saltAndCode)
    {
        // EIP-1014: the hash of 0xff, who deploys, the salt and the hash of the creation code; its last 20 bytes.
        Span<byte> preimage = stackalloc byte[1 + Address.Size + (2 * Hash256.Size)];
        preimage[0] = 0xff;
        deployer.CopyTo(preimage[1..]);
        saltAndCode[..Hash256.Size].CopyTo(preimage[(1 + Address.Size)..]);
        Keccak256.Hash(saltAndCode[Hash256.Size..], preimage[(1 + Address.Size + Hash256.Size)..]);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(preimage, hash);
        return new Address(hash[(Hash256.Size - Address.Size)..]);
    }
}
