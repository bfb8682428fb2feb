import { describeMatrix } from './matrix.js'

describeMatrix('of the repository', () => import('@wagmi/core'))
