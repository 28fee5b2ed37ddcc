using System.Buffers;
using System.Globalization;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Client;

/// <summary>A file of signed payments, one <see cref="PaymentLine"/> each. Signed payments are bearer instruments: keep such
/// a file as private as money.</summary>
public static class PaymentFile
{
    private const int WriteBytes = 256 * 1_024;

    /// <summary>Writes a file, over an older one.</summary>
    /// <param name="path">The file; readable by its owner alone.</param>
    /// <param name="chainId">The chain that the payers signed for.</param>
    /// <param name="items">The payments.</param>
    /// <param name="cancellationToken">Gives up; then the file is cut off.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(
        string path, ulong chainId, ReadOnlyMemory<SignedAuthorization> items, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        var buffer = new ArrayBufferWriter<byte>(WriteBytes + 1_024);
        for (var i = 0; i < items.Length; i++)
        {
            PaymentLine.Write(buffer, chainId, items.Span[i]);
            if (buffer.WrittenCount >= WriteBytes || i == items.Length - 1)
            {
                await file.WriteAsync(buffer.WrittenMemory, cancellationToken);
                buffer.ResetWrittenCount();
            }
        }
    }

    /// <summary>Reads a whole file. All payments must be for the same chain.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The chain, 0 for an empty file, and the payments in the order of the file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is not a payment, or is for another chain; the text names the line.</exception>
    public static async Task<(ulong ChainId, SignedAuthorization[] Items)> ReadAsync(
        string path, CancellationToken cancellationToken)
    {
        var items = new List<SignedAuthorization>();
        var chainId = 0UL;
        var number = 0;
        using var reader = new StreamReader(path);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            var isPayment = PaymentLine.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var lineChain, out var item);
            if (!isPayment || (items.Count > 0 && lineChain != chainId))
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {number} of {path} is {(isPayment ? "for another chain" : "not a signed payment")}."));
            }

            chainId = lineChain;
            items.Add(item);
        }

        return (chainId, [.. items]);
    }
}
