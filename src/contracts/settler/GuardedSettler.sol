// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Settles many signed payments of one token, none of which can hurt the others
/// @notice Takes packed authorizations (EIP-3009), hands each to the token with a limit of gas, and goes on whatever the
/// token says. Anybody may call it: an authorization names its payee and is worth the same whoever submits it.
/// @dev There is no owner, no storage, no event, no return value and no way to hold or send money. The only thing that
/// this contract can do to another one is to call transferWithAuthorization. What was settled is told by the token's own
/// logs, AuthorizationUsed followed by Transfer, as for every other way of settling.
///
/// Calldata, without a function selector. The number of payments follows from the length.
///
///     0    1   layout: 1 when all payments go to one payee, 2 when each names its own
///     1   20   token
///    21    3   gas that the token may use for one payment
///    24   20   payee, in layout 1 only
///    44        payments of 132 bytes (layout 1); from 24 on of 152 bytes (layout 2)
///
///     0   20   payer
///    20    8   value
///    28    4   validAfter
///    32    4   validBefore
///    36   32   authorization nonce
///    68   32   r of the signature
///   100   32   s of the signature, the parity of v in its highest bit (EIP-2098)
///   132   20   payee, in layout 2 only: at the end, so that both layouts share all other places
///
/// Eight bytes of value are 18 trillion units of a token with six decimals, four bytes of time last until February 2106.
/// What does not fit is settled in another way.
contract GuardedSettler {
    uint256 private constant MANY_PAYEES = 2;
    uint256 private constant ONE_PAYEE_HEADER = 44;
    uint256 private constant MANY_PAYEES_HEADER = 24;
    uint256 private constant ONE_PAYEE_ITEM = 132;
    uint256 private constant MANY_PAYEES_ITEM = 152;

    /// @dev transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32), at the left.
    uint256 private constant SELECTOR = 0xe3ee160e00000000000000000000000000000000000000000000000000000000;

    /// @dev Four bytes of selector and nine words: from, to, value, validAfter, validBefore, nonce, v, r, s.
    uint256 private constant CALL_SIZE = 292;

    /// @dev What the steps from the guard to the call may cost: some hundred gas, and 2,600 for the first look at the token.
    uint256 private constant RESERVE = 5000;

    uint256 private constant ADDRESS_MASK = 0x00ffffffffffffffffffffffffffffffffffffffff;
    uint256 private constant S_MASK = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;

    /// @notice Settles what can be settled of the payments in the calldata.
    /// @dev Not payable: a call that brings money is refused. Calldata that is no batch is refused before anything is
    /// called. The call ends within the assembly, so Solidity's memory may be written over.
    fallback() external {
        assembly {
            let head := calldataload(0)
            let layout := shr(248, head)
            let token := and(shr(88, head), ADDRESS_MASK)
            let cap := and(shr(64, head), 0xffffff)

            let at := MANY_PAYEES_HEADER
            let size := MANY_PAYEES_ITEM
            switch layout
            case 1 {
                at := ONE_PAYEE_HEADER
                size := ONE_PAYEE_ITEM
                mstore(36, shr(96, calldataload(24)))
            }
            case 2 {}
            default {
                revert(0, 0)
            }

            // Calldata reads as zero beyond its end: half a payment at the end would be a payment that nobody signed.
            let end := calldatasize()
            if or(lt(end, at), mod(sub(end, at), size)) {
                revert(0, 0)
            }

            // A call gets at most 63 of 64 parts of the gas that is left, silently less than it was given (EIP-150). Whoever
            // sends too little gas would let honest payments fail; so a payment is tried with its whole cap or not at all.
            let needed := add(add(cap, div(cap, 63)), RESERVE)
            mstore(0, SELECTOR)
            for {} lt(at, end) { at := add(at, size) } {
                if lt(gas(), needed) {
                    break
                }

                let word := calldataload(at)
                mstore(4, shr(96, word))
                if eq(layout, MANY_PAYEES) {
                    mstore(36, shr(96, calldataload(add(at, ONE_PAYEE_ITEM))))
                }
                mstore(68, and(shr(32, word), 0xffffffffffffffff))
                mstore(100, and(word, 0xffffffff))
                mstore(132, shr(224, calldataload(add(at, 32))))
                mstore(164, calldataload(add(at, 36)))
                word := calldataload(add(at, 100))
                mstore(196, add(27, shr(255, word)))
                mstore(228, calldataload(add(at, 68)))
                mstore(260, and(word, S_MASK))

                // The answer is not looked at: the token's logs say what was settled. Nothing of what is returned is copied,
                // so a payer whose code returns a megabyte pays for it out of this payment's gas and not of the others'.
                pop(call(cap, token, 0, 0, CALL_SIZE, 0, 0))
            }
            stop()
        }
    }
}
