using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.Payers;

/// <summary>Signed payments in a file, one bulk-door line each, so that a file can be fed to any door as it is.</summary>
public static class PaymentFile
{
    private const int FlushBytes = 1 << 18;
    private const byte NewLine = (byte)'\n';

    /// <summary>Writes a file under another name first, so that no reader ever sees half of it.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="chainId">The chain that the payments are for.</param>
    /// <param name="payments">The payments in order.</param>
    /// <param name="cancellationToken">Stops soon and leaves the path as it was.</param>
    /// <returns>A task that completes when the file stands.</returns>
    public static async Task WriteAsync(
        string path,
        ulong chainId,
        ReadOnlyMemory<SignedAuthorization> payments,
        CancellationToken cancellationToken = default)
    {
        var unfinished = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.unfinished");
        var network = string.Create(CultureInfo.InvariantCulture, $"eip155:{chainId}");
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        await using (var file = File.Create(unfinished))
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            for (var i = 0; i < payments.Length; i++)
            {
                WriteLine(writer, network, payments.Span[i]);
                await writer.FlushAsync(cancellationToken);
                buffer.Write([NewLine]);
                writer.Reset(buffer);
                if (buffer.WrittenCount >= FlushBytes || i == payments.Length - 1)
                {
                    await file.WriteAsync(buffer.WrittenMemory, cancellationToken);
                    buffer.ResetWrittenCount();
                }
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <returns>The payments in order.</returns>
    /// <exception cref="InvalidDataException">A line is no payment; the message says which line.</exception>
    public static async Task<SignedAuthorization[]> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var payments = new List<SignedAuthorization>();
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                payments.Add(ReadLine(document.RootElement));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture, $"Line {payments.Count + 1} of {path} is no payment: {exception.Message}"),
                    exception);
            }
        }

        return [.. payments];
    }

    private static void WriteLine(
        Utf8JsonWriter writer,
        string network,
        in SignedAuthorization payment)
    {
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        payment.Signature.CopyTo(signature);
        var authorization = payment.Authorization;

        writer.WriteStartObject();
        writer.WriteString("network"u8, network);
        writer.WriteString("asset"u8, payment.Token.ToString());
        writer.WriteString("from"u8, authorization.Payer.ToString());
        writer.WriteString("to"u8, authorization.Payee.ToString());
        writer.WriteString("value"u8, authorization.Value.ToString());
        writer.WriteString("validAfter"u8, authorization.ValidAfter.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("validBefore"u8, authorization.ValidBefore.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("nonce"u8, authorization.AuthorizationNonce.ToString());
        writer.WriteString("signature"u8, Hex.Encode(signature));
        writer.WriteString("level"u8, NameOf(payment.Level));
        writer.WriteEndObject();
    }

    private static SignedAuthorization ReadLine(JsonElement line)
    {
        Span<byte> bytes = stackalloc byte[EcdsaSignature.Size];
        if (!Hex.TryDecode(Text("signature"), bytes)
            || EcdsaSignature.TryRead(bytes, out var signature) != RejectReason.None)
        {
            throw new FormatException("its signature cannot be read.");
        }

        return new SignedAuthorization(
            Address.Parse(Text("asset")),
            new Authorization(
                Address.Parse(Text("from")),
                Address.Parse(Text("to")),
                new TokenAmount(Number("value")),
                new UnixSeconds(Number("validAfter").Low64),
                new UnixSeconds(Number("validBefore").Low64),
                new AuthorizationNonce(Hash256.Parse(Text("nonce")))),
            signature,
            line.TryGetProperty("level", out var level) ? LevelOf(level.GetString()) : ConfirmationLevel.Included);

        string Text(string name) => line.GetProperty(name).GetString() ?? throw new FormatException($"its {name} is null.");

        UInt256 Number(string name) => UInt256.TryParseDecimal(Text(name).AsSpan(), out var value)
            ? value
            : throw new FormatException($"its {name} is no number.");
    }

    private static string NameOf(ConfirmationLevel level) => level switch
    {
        ConfirmationLevel.Safe => "safe",
        ConfirmationLevel.Finalized => "finalized",
        _ => "included",
    };

    private static ConfirmationLevel LevelOf(string? name) => name switch
    {
        "included" => ConfirmationLevel.Included,
        "safe" => ConfirmationLevel.Safe,
        "finalized" => ConfirmationLevel.Finalized,
        _ => throw new FormatException("its level is unknown."),
    };
}
