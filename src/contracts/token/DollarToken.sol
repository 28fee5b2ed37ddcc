// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TokenAuthorizations} from "./TokenAuthorizations.sol";

/// @title The implementation behind the proxy
/// @notice A dollar token for local chains: what it checks, reverts with, emits and costs is what the deployed dollar
/// token does. Written for this repository; see docs/decisions for how its gas was matched.
contract DollarToken is TokenAuthorizations {
    /// @notice Sets up a fresh token, once.
    function initialize(
        string memory tokenName,
        string memory tokenSymbol,
        string memory tokenCurrency,
        uint8 tokenDecimals,
        address administrator
    ) external {
        require(!_initialized, "FiatToken: contract is already initialized");
        require(administrator != address(0), "FiatToken: new owner is the zero address");

        _name = tokenName;
        _symbol = tokenSymbol;
        _currency = tokenCurrency;
        _decimals = tokenDecimals;
        _owner = administrator;
        _masterMinter = administrator;
        _pauser = administrator;
        _blacklister = administrator;
        // Nobody may receive what nobody could send again.
        _balanceAndBlacklist[address(this)] = BLACKLIST_FLAG;
        _initialized = true;
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce, signature);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _receiveWithAuthorization(from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _receiveWithAuthorization(from, to, value, validAfter, validBefore, nonce, signature);
    }

    function cancelAuthorization(
        address authorizer,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused {
        _cancelAuthorization(authorizer, nonce, abi.encodePacked(r, s, v));
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, bytes memory signature) external whenNotPaused {
        _cancelAuthorization(authorizer, nonce, signature);
    }
}
