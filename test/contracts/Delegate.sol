// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Code for an EOA that delegates to it (https://eips.ethereum.org/EIPS/eip-7702): several calls in one transaction,
/// sent by the account itself. Any other caller is refused, also after the delegation is public.
contract Delegate {
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    event Executed(address indexed account, uint256 calls);

    error NotTheAccount(address caller);

    function execute(Call[] calldata calls) external payable {
        if (msg.sender != address(this)) revert NotTheAccount(msg.sender);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool success, bytes memory result) = calls[i].to.call{value: calls[i].value}(calls[i].data);
            if (!success) {
                assembly {
                    revert(add(result, 32), mload(result))
                }
            }
        }
        emit Executed(address(this), calls.length);
    }

    receive() external payable {}
}
