using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Tooling;

namespace SettleEngine.Devnet.TokenContracts;

/// <summary>A compiled contract of <c>src/contracts</c>.</summary>
internal sealed class ContractArtifact
{
    private const int LibraryAddressOffset = 1;

    private readonly string _runtimeHex;
    private readonly IReadOnlyList<int> _linkOffsets;

    private ContractArtifact(string runtimeHex, IReadOnlyList<int> linkOffsets)
    {
        _runtimeHex = runtimeHex;
        _linkOffsets = linkOffsets;
    }

    /// <summary>Reads a committed artifact.</summary>
    /// <param name="name">The contract's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The contract.</returns>
    public static async Task<ContractArtifact> LoadAsync(string name, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await EmbeddedText.ReadAsync($"contracts/{name}.json", cancellationToken));
        var offsets = new List<int>();
        foreach (var file in document.RootElement.GetProperty("deployedLinkReferences").EnumerateObject())
        {
            foreach (var library in file.Value.EnumerateObject())
            {
                offsets.AddRange(library.Value.EnumerateArray().Select(place => place.GetProperty("start").GetInt32()));
            }
        }

        return new ContractArtifact(document.RootElement.GetProperty("deployedBytecode").GetString()![2..], offsets);
    }

    /// <summary>The code as it runs, with the one library that it calls.</summary>
    /// <param name="library">Where the library lies; unused when the contract calls none.</param>
    /// <returns>Runtime code.</returns>
    public byte[] Link(Address library)
    {
        var digits = _runtimeHex.ToCharArray();
        foreach (var offset in _linkOffsets)
        {
            library.ToString().AsSpan(2).CopyTo(digits.AsSpan(2 * offset));
        }

        return Convert.FromHexString(digits);
    }

    /// <summary>The code of a library as a deployment would leave it: with its own address at its start, by which it tells
    /// a call from a delegated call.</summary>
    /// <param name="address">Where it will lie.</param>
    /// <returns>Runtime code.</returns>
    public byte[] AsLibraryAt(Address address)
    {
        var code = Convert.FromHexString(_runtimeHex);
        address.CopyTo(code.AsSpan(LibraryAddressOffset, Address.Size));
        return code;
    }

    /// <summary>The runtime code as hex, for messages and tests.</summary>
    /// <returns><c>0x</c> and digits.</returns>
    public override string ToString() => Hex.Encode(Link(default));
}
