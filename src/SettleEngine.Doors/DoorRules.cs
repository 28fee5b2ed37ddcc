namespace SettleEngine.Doors;

/// <summary>Which doors may be opened. Checked once, at start, for every door.</summary>
public static class DoorRules
{
    /// <summary>Says why a door must not be opened at an address.</summary>
    /// <param name="option">The option that names the address, such as <c>--http</c>.</param>
    /// <param name="address">Where the door would listen.</param>
    /// <param name="payeesAreLimited">Whether at least one <c>--payee</c> is given.</param>
    /// <param name="apiKeysAreNamed">Whether <c>--api-key-file</c> is given.</param>
    /// <returns>A sentence that says what to do, or null when the door may be opened.</returns>
    /// <remarks>A door that others can reach spends our gas for whoever knocks: they must be known, and they must not be
    /// able to have payments settled for payees that nobody agreed to serve.</remarks>
    public static string? WhyRefused(string option, DoorAddress address, bool payeesAreLimited, bool apiKeysAreNamed)
    {
        if (address.IsLoopback || (payeesAreLimited && apiKeysAreNamed))
        {
            return null;
        }

        var missing = (payeesAreLimited, apiKeysAreNamed) switch
        {
            (false, false) => "--payee, to limit who may be paid, and --api-key-file, to name who may call",
            (false, true) => "--payee, to limit who may be paid",
            _ => "--api-key-file, to name who may call",
        };
        return $"{option} {address} can be reached from other machines. Add {missing}; or listen on 127.0.0.1.";
    }
}
