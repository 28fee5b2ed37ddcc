namespace SettleEngine.Storage.Files;

/// <summary>Tells a disk that is full from one that fails.</summary>
internal static class DiskErrors
{
    /// <summary>The error number of a device that cannot read or write.</summary>
    public const int InputOutput = 5;

    /// <summary>The error number of a file that may not grow.</summary>
    public const int FileTooLarge = 27;

    /// <summary>The error number of a file system without room, for bytes or for another file.</summary>
    public const int NoSpace = 28;

    /// <summary>The error number of a used-up quota.</summary>
    public const int Quota = 122;

    /// <summary>Whether a failure only says that there is no room for more.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <returns>True when what stands on the disk is not in doubt.</returns>
    public static bool IsOutOfSpace(Exception failure) =>
        failure is IOException && failure.HResult is NoSpace or Quota or FileTooLarge;
}
