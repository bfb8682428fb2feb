import type { Timestamp } from './timestamp.js'

/** The kind of a contract's interface: an ABI, or an IDL. */
export type SmartContractInterfaceType =
  | 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM'
  | 'SMART_CONTRACT_INTERFACE_TYPE_SOLANA'

/** A contract's interface, with which policies can read the calls to it. */
export type SmartContractInterface = {
  /** The organization of the interface. */
  organizationId: string
  /** Id of the interface. */
  smartContractInterfaceId: string
  /** Address of the contract. */
  smartContractAddress: string
  /** The ABI or IDL, JSON. */
  smartContractInterface: string
  /** The kind of the interface, such as `SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM`. */
  type: string
  /** Name of the interface. */
  label: string
  /** Notes for people. */
  notes: string
  /** When the interface was created. */
  createdAt: Timestamp
  /** When the interface last changed. */
  updatedAt: Timestamp
}

/** Creates a contract's interface. */
export type CreateSmartContractInterfaceIntent = {
  /** Address of the contract. */
  smartContractAddress: string
  /** The ABI or IDL, JSON, at most 400 kB. */
  smartContractInterface: string
  /** The kind of the interface. */
  type: SmartContractInterfaceType
  /** Name of the interface. */
  label: string
  /** Notes for people. */
  notes?: string
}

/** Deletes a contract's interface. */
export type DeleteSmartContractInterfaceIntent = {
  /** Id of the interface. */
  smartContractInterfaceId: string
}

/** A created interface. */
export type CreateSmartContractInterfaceResult = {
  /** Id of the interface. */
  smartContractInterfaceId: string
}

/** A deleted interface. */
export type DeleteSmartContractInterfaceResult = {
  /** Id of the interface. */
  smartContractInterfaceId: string
}

/** Body of `get_smart_contract_interface`. */
export type GetSmartContractInterfaceRequest = {
  /** The organization of the interface. */
  organizationId: string
  /** Id of the interface. */
  smartContractInterfaceId: string
}

/** Response to `get_smart_contract_interface`. */
export type GetSmartContractInterfaceResponse = {
  /** The interface. */
  smartContractInterface: SmartContractInterface
}

/** Response to `list_smart_contract_interfaces`. */
export type ListSmartContractInterfacesResponse = {
  /** The interfaces, in the order of their creation. */
  smartContractInterfaces: SmartContractInterface[]
}
